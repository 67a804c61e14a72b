import type { ReactNode } from 'react';
import styles from './Chip.module.css';

export interface ChipProps {
  readonly text: string;
  /** A number before the text; left out: none. */
  readonly count?: number;
  /** A form before the number. */
  readonly form?: ReactNode;
  readonly isOn: boolean;
  /** The whole name, when the text alone does not say it. */
  readonly label?: string;
  readonly onPress: () => void;
}

/** A filter that is on or off. */
export function Chip({ text, count, form, isOn, label, onPress }: ChipProps) {
  return (
    <button type="button" className={styles.chip} aria-pressed={isOn} aria-label={label} onClick={onPress}>
      {form}
      {count !== undefined && <b>{count}</b>}
      {text}
    </button>
  );
}
