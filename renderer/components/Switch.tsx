import styles from './Switch.module.css';

interface SwitchProps {
  readonly isOn: boolean;
  /** The id of the text beside it. */
  readonly labelledBy: string;
  readonly describedBy?: string;
  readonly disabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** A switch. Its label stands beside it. */
export function Switch({ isOn, labelledBy, describedBy, disabled = false, onChange }: SwitchProps) {
  return (
    <input
      type="checkbox"
      role="switch"
      className={styles.switch}
      checked={isOn}
      disabled={disabled}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
}
