import type { ReactNode, Ref } from 'react';
import styles from './Button.module.css';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  /** Names the button when its text alone would not tell which thing it is about. */
  readonly label?: string;
  readonly expanded?: boolean;
  /** Text alone, for an action that should not call. */
  readonly quiet?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button with a text. */
export function Button({ children, onPress, label, expanded, quiet = false, ref }: ButtonProps) {
  return (
    <button
      ref={ref}
      type="button"
      className={quiet ? styles.quiet : styles.button}
      aria-label={label}
      aria-expanded={expanded}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
