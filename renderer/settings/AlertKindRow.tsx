import { useId } from 'react';
import { useTranslate } from '../hooks/window-context.ts';
import type { RowModel } from './row-model.ts';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';
import styles from './SwitchRow.module.css';

/** Whether one kind of news is told. */
export function AlertKindRow({ row }: { readonly row: Extract<RowModel, { kind: 'alert-kind' }> }) {
  const t = useTranslate();
  const id = useId();
  const { value, refused, change } = useSetting('alertKinds');
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
          aria-describedby={`${id}-text`}
          checked={value[row.alertKind] !== false}
          onChange={(event) => void change({ ...value, [row.alertKind]: event.target.checked })}
        />
      }
    />
  );
}
