import { useId } from 'react';
import styles from './Segments.module.css';

export interface SegmentsProps<Id extends string> {
  /** The name of the choice, for screen readers. */
  readonly label: string;
  /** The id of a text about the choice; left out: none. */
  readonly describedBy?: string;
  readonly options: readonly { readonly id: Id; readonly label: string; readonly disabled?: boolean }[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}

/** A choice of one of a few options, all visible. */
export function Segments<Id extends string>({ label, describedBy, options, chosen, onChoose }: SegmentsProps<Id>) {
  const name = useId();
  return (
    <div role="radiogroup" className={styles.group} aria-label={label} aria-describedby={describedBy}>
      {options.map((option) => (
        <label key={option.id} className={styles.segment}>
          <input
            type="radio"
            className={styles.radio}
            name={name}
            checked={option.id === chosen}
            disabled={option.disabled === true}
            onChange={() => onChoose(option.id)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
