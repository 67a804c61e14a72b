import { useEffect, useId, useRef } from 'react';
import { useTranslate } from '../../hooks/window-context.ts';
import styles from './own-service.module.css';
import { indexOfPlace, normalized, type TextPlace } from './text-place.ts';

/** A longer text is no definition. What is cut off here is far beyond what the check takes. */
const mostCharacters = 131_072;

interface DefinitionTextProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly isBad: boolean;
  /** The id of the problems. */
  readonly problemsId: string;
  /** Where the caret goes, and the focus with it; null: nowhere. A new wish is another object. */
  readonly target: TextPlace | null;
}

/** The text of a definition. */
export function DefinitionText({ text, onChange, isBad, problemsId, target }: DefinitionTextProps) {
  const t = useTranslate();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const reached = useRef<TextPlace | null>(null);
  useEffect(() => {
    if (target === null || target === reached.current) return;
    reached.current = target;
    const index = indexOfPlace(text, target.line, target.column);
    // The selection comes first, because the focus scrolls to it.
    area.current?.setSelectionRange(index, index);
    area.current?.blur();
    area.current?.focus();
  }, [target, text]);
  return (
    <div className={styles.text}>
      <label htmlFor={id} className={styles.title}>
        {t('ui.own.json')}
      </label>
      <textarea
        ref={area}
        id={id}
        dir="ltr"
        rows={14}
        className={styles.area}
        maxLength={mostCharacters}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-invalid={isBad || undefined}
        aria-describedby={problemsId}
        placeholder={t('ui.own.json-empty')}
        value={text}
        onChange={({ target: field }) => onChange(normalized(field.value))}
      />
    </div>
  );
}
