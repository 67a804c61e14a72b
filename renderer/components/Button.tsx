import type { ReactNode, Ref } from 'react';
import styles from './Button.module.css';
import { Icon, type IconName } from './Icon.tsx';

export interface ButtonProps {
  readonly children: ReactNode;
  /** Left out: the button sends the form that it stands in. */
  readonly onPress?: () => void;
  readonly icon?: IconName;
  /** The accessible name, when the text alone does not say what the button is about. */
  readonly label?: string;
  readonly expanded?: boolean;
  /** Shows only the text, for a secondary action. */
  readonly quiet?: boolean;
  /** Stands out, for the main action of a page. */
  readonly primary?: boolean;
  /** Deletes, forgets or resets something: a sign and a border of its own, so that nobody takes it for *Cancel*. */
  readonly danger?: boolean;
  /** The id of the text that says why the button does nothing now; left out: it works. It stays in the Tab order. */
  readonly unavailableBecause?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button with a text. */
export function Button(props: ButtonProps) {
  const {
    children,
    onPress,
    label,
    expanded,
    quiet = false,
    primary = false,
    danger = false,
    ref,
    unavailableBecause,
  } = props;
  const icon = props.icon ?? (danger ? 'trash' : undefined);
  return (
    <button
      ref={ref}
      type={onPress === undefined ? 'submit' : 'button'}
      className={quiet ? styles.quiet : styles.button}
      data-primary={primary || undefined}
      data-danger={danger || undefined}
      aria-label={label}
      aria-expanded={expanded}
      aria-disabled={unavailableBecause !== undefined || undefined}
      aria-describedby={unavailableBecause}
      onClick={unavailableBecause === undefined ? onPress : undefined}
    >
      {icon !== undefined && <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}
