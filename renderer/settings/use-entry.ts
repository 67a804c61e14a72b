import { useRef, useState, type ChangeEvent, type KeyboardEvent } from 'react';
import type { Entry } from './row-model.ts';
import { useChange } from './settings-context.ts';

export interface EntryHandle {
  /** The properties for an `<input>`. */
  readonly field: {
    readonly value: string;
    readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
    readonly onBlur: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly 'aria-invalid': true | undefined;
  };
  /** Why the entered text changed nothing; null: no problem. */
  readonly problem: string | null;
}

/**
 * Handles a text field that stands for settings. Leaving the field or Enter sends the text, Escape resets it. A
 * refused text is replaced by the old one, with a sentence that says why.
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
