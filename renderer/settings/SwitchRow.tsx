import { useId } from 'react';

import { useTranslate } from '../hooks/window-context.ts';
import { SettingRow } from './SettingRow.tsx';
import styles from '../components/Switch.module.css';
import type { RowModel } from './row-model.ts';
import { useSetting } from './settings-context.ts';

/** A setting that is on or off. */
export function SwitchRow({ row }: { readonly row: Extract<RowModel, { kind: 'switch' }> }) {
  const t = useTranslate();
  const id = useId();
  const { value, refused, change } = useSetting(row.setting);
  return (
    <SettingRow
      controlId={id}
      textId={`${id}-text`}
      label={row.label}
      text={row.text}
      problem={refused ? t('ui.settings.refused') : null}
      control={
        <input
          id={id}
          type="checkbox"
          role="switch"
          className={styles.switch}
          aria-describedby={row.text === '' ? undefined : `${id}-text`}
          checked={value}
          disabled={row.disabled ?? false}
          onChange={(event) => void change(event.target.checked)}
        />
      }
    />
  );
}
