import type { ReactNode } from 'react';
import styles from './SettingRow.module.css';

export interface SettingRowProps {
  /** The id of the control of the label; without it the label is plain text. */
  readonly controlId?: string;
  readonly labelId?: string;
  readonly textId?: string;
  readonly label: string;
  readonly text: string;
  /** Why the last change failed; null: no problem. */
  readonly problem?: string | null;
  readonly control?: ReactNode;
  readonly below?: ReactNode;
}

/** The layout of a row: label and explanation at the left, the control at the right edge. */
export function SettingRow(props: SettingRowProps) {
  const { controlId, labelId, textId, label, text, problem = null, control, below } = props;
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        {controlId === undefined ? (
          <p id={labelId} className={styles.label}>
            {label}
          </p>
        ) : (
          <label id={labelId} htmlFor={controlId} className={styles.label}>
            {label}
          </label>
        )}
        {text !== '' && (
          <p id={textId} className={styles.text}>
            {text}
          </p>
        )}
      </div>
      {control !== undefined && <div className={styles.control}>{control}</div>}
      {problem !== null && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {below}
    </li>
  );
}
