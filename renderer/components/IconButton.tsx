import type { Ref } from 'react';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';
import styles from './IconButton.module.css';

export interface IconButtonProps {
  readonly icon: IconName;
  /** What the button does; its name and its tooltip. */
  readonly label: string;
  /** A text beside the icon, part of the name. */
  readonly text?: string | null;
  readonly disabled?: boolean;
  /** Whether what it opens is open; left out: it opens nothing in place. */
  readonly expanded?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly onPress: () => void;
}

/** A quiet button with an icon. Disabled it keeps the focus and does nothing. */
export function IconButton({ icon, label, text = null, disabled = false, expanded, ref, onPress }: IconButtonProps) {
  return (
    <button
      ref={ref}
      type="button"
      className={styles.button}
      aria-label={text === null ? label : `${label}, ${text}`}
      aria-disabled={disabled || undefined}
      aria-expanded={expanded}
      title={label}
      onClick={() => {
        if (!disabled) onPress();
      }}
    >
      <Icon name={icon} />
      {text !== null && (
        <span key={text} className={styles.text}>
          {text}
        </span>
      )}
    </button>
  );
}
