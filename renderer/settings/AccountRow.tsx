import { useId } from 'react';
import { ForgetAccount } from '../components/ForgetAccount.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './AccountRow.module.css';
import controls from './controls.module.css';
import { NewKey } from './KeyField.tsx';
import type { NamesSetting, RowModel } from './row-model.ts';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';
import { useEntry } from './use-entry.ts';

/**
 * One account: where it was found, the user's own name and group for it, the button that forgets it, and a new
 * key for an account that was added with a key.
 */
export function AccountRow({ row }: { readonly row: Extract<RowModel, { kind: 'account' }> }) {
  const t = useTranslate();
  const id = useId();
  const groups = useSetting('accountGroups').value;
  const known = [...new Set(Object.values(groups))].sort((one, other) => one.localeCompare(other));
  const name = useNameEntry('accountLabels', row.accountId);
  const group = useNameEntry('accountGroups', row.accountId);
  return (
    <SettingRow
      labelId={id}
      label={row.label}
      text={row.text}
      control={<ForgetAccount id={row.accountId} label={row.label} removes={row.isAdded} />}
      problem={name.problem ?? group.problem}
      below={
        <div role="group" aria-labelledby={id} className={styles.fields}>
          <label className={styles.field}>
            <span>{t('ui.accounts.name')}</span>
            <input
              {...name.field}
              type="text"
              className={controls.words}
              maxLength={100}
              autoComplete="off"
              spellCheck={false}
              placeholder={row.label}
            />
          </label>
          <label className={styles.field}>
            <span>{t('ui.accounts.group')}</span>
            <input
              {...group.field}
              type="text"
              className={controls.words}
              maxLength={100}
              autoComplete="off"
              spellCheck={false}
              placeholder={t('ui.accounts.group-none')}
              list={`${id}-groups`}
            />
            <datalist id={`${id}-groups`}>
              {known.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </datalist>
          </label>
          {row.isAdded && <NewKey accountId={row.accountId} service={row.service} />}
        </div>
      }
    />
  );
}

/** Returns the entry for the user's name of one account. An empty text removes the name. */
function useNameEntry(setting: NamesSetting, accountId: string) {
  const t = useTranslate();
  const { value } = useSetting(setting);
  return useEntry(
    Object.hasOwn(value, accountId) ? (value[accountId] ?? '') : '',
    (text) => {
      const { [accountId]: _before, ...others } = value;
      return { ok: true, change: { [setting]: text === '' ? others : { ...others, [accountId]: text } } };
    },
    t('ui.settings.refused'),
  );
}
