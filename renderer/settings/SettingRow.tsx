import type { ReactNode } from 'react';
import styles from './SettingRow.module.css';

export interface SettingRowProps {
  /** Id of the control that the label belongs to; without one the label is plain text. */
  readonly controlId?: string;
  readonly labelId?: string;
  readonly textId?: string;
  readonly label: string;
  readonly text: string;
  /** Why the last change did not happen; null when there is nothing to say. */
  readonly problem?: string | null;
  readonly control?: ReactNode;
  readonly below?: ReactNode;
}

/** Label and one explaining line at the left, the control at the right edge that all rows share. */
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
