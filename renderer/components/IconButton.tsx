import type { Ref } from 'react';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';
import styles from './IconButton.module.css';

export interface IconButtonProps {
  readonly icon: IconName;
  /** The name and tooltip of the button: what it does. */
  readonly label: string;
  /** A text beside the icon, also part of the name. */
  readonly text?: string | null;
  readonly disabled?: boolean;
  /** True when the part that it controls is open; left out: it controls none. */
  readonly expanded?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly onPress: () => void;
}

/** A button with an icon. When disabled, it can still have the focus but does nothing. */
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
