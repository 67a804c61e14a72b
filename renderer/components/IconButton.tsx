import type { Ref } from 'react';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './IconButton.module.css';

export interface IconButtonProps {
  readonly icon: IconName;
  /** The name and tooltip of the button: what it does. */
  readonly label: string;
  /** A text beside the icon, also part of the name. */
  readonly text?: string | null;
  /** What the text says in full, for the name and the tooltip; left out: the text itself. */
  readonly spokenText?: string;
  /** True: the text is about old figures. */
  readonly isOld?: boolean;
  /** A count in the corner, in the colour of the text, as it is no alarm; 0 or left out: none. The label says it. */
  readonly badge?: number;
  readonly disabled?: boolean;
  /** True when the part that it controls is open; left out: it controls none. */
  readonly expanded?: boolean;
  /** Whether a switch is on; left out: it is no switch. */
  readonly pressed?: boolean;
  /** True: it opens a menu. */
  readonly opensMenu?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly onPress: () => void;
}

/** A button with an icon. When disabled, it can still have the focus but does nothing. */
export function IconButton(props: IconButtonProps) {
  const t = useTranslate();
  const { icon, label, text = null, spokenText, isOld = false, badge = 0, disabled = false, ref, onPress } = props;
  const name = text === null ? label : t('ui.text.pair', { first: label, second: spokenText ?? text });
  return (
    <button
      ref={ref}
      type="button"
      className={styles.button}
      aria-label={name}
      aria-disabled={disabled || undefined}
      aria-expanded={props.expanded}
      aria-pressed={props.pressed}
      aria-haspopup={props.opensMenu === true ? 'menu' : undefined}
      title={spokenText === undefined ? label : name}
      onClick={() => {
        if (!disabled) onPress();
      }}
    >
      <Icon name={icon} />
      {text !== null && (
        <span key={text} className={styles.text} data-old={isOld || undefined}>
          {text}
        </span>
      )}
      {badge > 0 && (
        <span className={styles.badge} aria-hidden="true">
          {badge > 99 ? '99+' : badge}
        </span>
      )}
    </button>
  );
}
