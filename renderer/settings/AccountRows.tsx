import { useId } from 'react';
import { useTranslate } from '../hooks/window-context.ts';
import controls from './controls.module.css';
import type { RowModel } from './row-model.ts';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';
import switches from '../components/Switch.module.css';
import { useEntry } from './use-entry.ts';

/** A text of the user about an account: its name, its group or its letter. An empty text removes it. */
export function AccountNameRow({ row }: { readonly row: Extract<RowModel, { kind: 'account-name' }> }) {
  const t = useTranslate();
  const id = useId();
  const { value } = useSetting(row.setting);
  const { field, problem } = useEntry(
    Object.hasOwn(value, row.accountId) ? (value[row.accountId] ?? '') : '',
    (text) => {
      const { [row.accountId]: _before, ...others } = value;
      return { ok: true, change: { [row.setting]: text === '' ? others : { ...others, [row.accountId]: text } } };
    },
    t('ui.settings.refused'),
  );
  return (
    <SettingRow
      controlId={id}
      textId={`${id}-text`}
      label={row.label}
      text={row.text}
      problem={problem}
      control={
        <>
          <input
            {...field}
            id={id}
            type="text"
            className={controls.name}
            maxLength={row.mostCharacters}
            autoComplete="off"
            spellCheck={false}
            placeholder={row.placeholder}
            {...(row.known === undefined ? {} : { list: `${id}-known` })}
          />
          {row.known !== undefined && (
            <datalist id={`${id}-known`}>
              {row.known.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </datalist>
          )}
        </>
      }
    />
  );
}

/** Whether an account is pinned, or hidden. */
export function AccountInRow({ row }: { readonly row: Extract<RowModel, { kind: 'account-in' }> }) {
  const { value, refused, change } = useSetting(row.setting);
  const isIn = value.includes(row.accountId);
  return (
    <SwitchOfAccount
      label={row.label}
      text={row.text}
      isOn={isIn}
      isRefused={refused}
      onChange={(isOn) => {
        const others = value.filter((id) => id !== row.accountId);
        void change(isOn ? [...others, row.accountId] : others);
      }}
    />
  );
}

/** Whether the tray icon shows the account. */
export function AccountIconRow({ row }: { readonly row: Extract<RowModel, { kind: 'account-icon' }> }) {
  const { value, refused, change } = useSetting('iconFollows');
  return (
    <SwitchOfAccount
      label={row.label}
      text={row.text}
      isOn={value === row.accountId}
      isRefused={refused}
      onChange={(isOn) => void change(isOn ? row.accountId : 'automatic')}
    />
  );
}

interface SwitchOfAccountProps {
  readonly label: string;
  readonly text: string;
  readonly isOn: boolean;
  readonly isRefused: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function SwitchOfAccount({ label, text, isOn, isRefused, onChange }: SwitchOfAccountProps) {
  const t = useTranslate();
  const id = useId();
  return (
    <SettingRow
      controlId={id}
      label={label}
      text={text}
      problem={isRefused ? t('ui.settings.refused') : null}
      control={
        <input
          id={id}
          type="checkbox"
          role="switch"
          className={switches.switch}
          checked={isOn}
          onChange={({ target }) => onChange(target.checked)}
        />
      }
    />
  );
}
