import { createContext, type ReactNode, useContext } from 'react';
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

/** The place of a row in a list that draws only its visible rows. */
export interface RowPlace {
  readonly measure: (element: HTMLElement | null) => void;
  readonly index: number;
  /** How many rows the list has. */
  readonly count: number;
  readonly topPx: number;
}

/** Null: the list draws all its rows. */
export const RowPlaceContext = createContext<RowPlace | null>(null);

/** Returns the properties of the element of a row: its class, and its place in a long list. */
export function placedProps(place: RowPlace | null, className: string) {
  if (place === null) return { className };
  return {
    ...{ ref: place.measure, 'data-place': place.index, style: { top: place.topPx } },
    ...{ 'aria-posinset': place.index + 1, 'aria-setsize': place.count },
    className: `${className} ${styles.placed}`,
  };
}

function isShown(part: ReactNode): boolean {
  return part !== undefined && part !== null && part !== false;
}

/** The layout of a row: label and explanation at the left, the control at the right edge, and what needs more room below. */
export function SettingRow(props: SettingRowProps) {
  const { controlId, labelId, textId, label, text, problem = null, control, below } = props;
  const place = useContext(RowPlaceContext);
  return (
    <li {...placedProps(place, styles.row ?? '')}>
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
      {isShown(control) && <div className={styles.control}>{control}</div>}
      {problem !== null && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {isShown(below) && <div className={styles.below}>{below}</div>}
    </li>
  );
}
