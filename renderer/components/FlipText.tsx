import styles from './FlipText.module.css';

interface FlipTextProps {
  readonly text: string;
  /** The same figure the other way round, shown under the pointer; null: there is none. */
  readonly other: string | null;
  /** Turns all figures, or all times, around. */
  readonly onFlip: () => void;
}

/**
 * A figure or a time that a click turns around everywhere. The pointer shows the other way for a moment. Keys do the
 * same with U and T, so that it is no stop for Tab.
 */
export function FlipText({ text, other, onFlip }: FlipTextProps) {
  if (other === null || other === text) return text;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the keys U and T do this
    <span className={styles.flip} data-other={other} onClick={onFlip}>
      <span>{text}</span>
    </span>
  );
}
