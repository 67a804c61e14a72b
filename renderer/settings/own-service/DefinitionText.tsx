import { useId, useRef } from 'react';
import type { OwnServiceProblem } from '../../../core/views/own-service-check.ts';
import { useTranslate } from '../../hooks/window-context.ts';
import styles from './own-service.module.css';
import { indexOfPlace, normalized } from './text-place.ts';

/** A longer text is no definition. What is cut off here is far beyond what the check takes. */
const mostCharacters = 131_072;

export interface DefinitionTextProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly problems: readonly OwnServiceProblem[];
  /** What the check says as a whole, such as the number of problems; empty: nothing yet. */
  readonly summary: string;
}

/** The text of a definition, and beside it each problem as a button that leads to its place. */
export function DefinitionText({ text, onChange, problems, summary }: DefinitionTextProps) {
  const t = useTranslate();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);

  const goTo = ({ line, column }: OwnServiceProblem): void => {
    const index = indexOfPlace(text, line, column);
    // The selection comes first, because the focus scrolls to it.
    area.current?.setSelectionRange(index, index);
    area.current?.blur();
    area.current?.focus();
  };

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
        aria-invalid={problems.length > 0 || undefined}
        aria-describedby={`${id}-problems`}
        placeholder={t('ui.own.json-empty')}
        value={text}
        onChange={({ target }) => onChange(normalized(target.value))}
      />
      <div id={`${id}-problems`} className={styles.problems}>
        <p role="status" className={problems.length > 0 ? styles.count : styles.hint}>
          {summary}
        </p>
        {problems.length > 0 && (
          <ul>
            {problems.map((problem) => (
              <li key={problem.text}>
                <button type="button" className={styles.problem} onClick={() => goTo(problem)}>
                  {problem.text}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
