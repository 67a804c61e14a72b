import { useId, useState } from 'react';
import { Icon } from '../../components/Icon.tsx';
import formStyles from '../AddAccount.module.css';
import controls from '../controls.module.css';
import styles from './own-service.module.css';
import rowStyles from '../SettingRow.module.css';

export interface FieldInputProps {
  readonly label: string;
  readonly value: string;
  /** What is wrong with the member; null: nothing. */
  readonly problem: string | null;
  /** True: a place, an address or a code, which is written from left to right in every language. */
  readonly isCode?: boolean;
  readonly placeholder?: string;
  /** The words to choose from, each with its text; left out: any text. */
  readonly options?: readonly { readonly value: string; readonly text: string }[];
  readonly onChange: (value: string) => void;
}

/** One field of the form. It says what is wrong as soon as the user has written something or has left it. */
export function FieldInput({ label, value, problem, isCode = false, placeholder, options, onChange }: FieldInputProps) {
  const id = useId();
  const [isLeft, setLeft] = useState(false);
  const shown = value !== '' || isLeft ? problem : null;
  const described = shown === null ? {} : { 'aria-invalid': true, 'aria-describedby': `${id}-problem` };
  return (
    <div className={`${formStyles.field} ${styles.field}`}>
      <label htmlFor={id}>{label}</label>
      {options === undefined ? (
        <input
          {...described}
          id={id}
          type="text"
          dir={isCode ? 'ltr' : 'auto'}
          className={controls.words}
          maxLength={600}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder={placeholder}
          value={value}
          onChange={({ target }) => onChange(target.value)}
          onBlur={() => setLeft(true)}
        />
      ) : (
        <span className={`${controls.list} ${styles.choice}`}>
          <select
            {...described}
            id={id}
            className={controls.select}
            value={value}
            onChange={({ target }) => onChange(target.value)}
            onBlur={() => setLeft(true)}
          >
            {options.some((option) => option.value === value) ? null : <option value={value}>{value}</option>}
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.text}
              </option>
            ))}
          </select>
          <Icon name="chevron-down" />
        </span>
      )}
      {shown !== null && (
        <p id={`${id}-problem`} className={rowStyles.problem}>
          {shown}
        </p>
      )}
    </div>
  );
}
