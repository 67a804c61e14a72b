import { useRef, useState, type ChangeEvent, type KeyboardEvent } from 'react';
import type { Entry } from './row-model.ts';
import { useChange } from './settings-context.ts';

export interface EntryHandle {
  /** Spread on an `<input>`. */
  readonly field: {
    readonly value: string;
    readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
    readonly onBlur: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly 'aria-invalid': true | undefined;
  };
  /** Why the text that was entered changed nothing; null when there is nothing to say. */
  readonly problem: string | null;
}

/**
 * A text that stands for settings. It is sent when the field is left or Enter pressed; Escape takes
 * back what was typed. A text that is refused makes room for the old one, with a sentence that says why.
 */
export function useEntry(value: string, read: (text: string) => Entry, refusedText: string): EntryHandle {
  const { refused, change } = useChange();
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const sent = useRef<string | null>(null);

  const commit = async (): Promise<void> => {
    if (draft === null || draft === sent.current) return;
    const entry: Entry = draft.trim() === value ? { ok: true, change: {} } : read(draft.trim());
    setProblem(entry.ok ? null : entry.problem);
    if (entry.ok && Object.keys(entry.change).length > 0) {
      sent.current = draft;
      await change(entry.change);
      sent.current = null;
    }
    setDraft((now) => (now === draft ? null : now));
  };

  return {
    field: {
      value: draft ?? value,
      onChange: (event) => setDraft(event.target.value),
      onBlur: () => void commit(),
      onKeyDown: (event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) void commit();
        if (event.key !== 'Escape' || draft === null) return;
        event.preventDefault();
        setDraft(null);
      },
      'aria-invalid': problem === null ? undefined : true,
    },
    problem: problem ?? (refused ? refusedText : null),
  };
}
