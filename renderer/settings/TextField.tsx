import styles from './AddAccount.module.css';
import controls from './controls.module.css';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly maxLength: number;
  readonly placeholder?: string;
  /** True: an address or an id, which is written from left to right in every language. */
  readonly isCode?: boolean;
  readonly onChange: (text: string) => void;
}

/** A short text with its label above it. */
export function TextField({ label, value, maxLength, placeholder, isCode = false, onChange }: TextFieldProps) {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      <input
        type="text"
        dir={isCode ? 'ltr' : 'auto'}
        className={controls.words}
        maxLength={maxLength}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
