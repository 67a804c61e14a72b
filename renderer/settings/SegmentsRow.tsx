import { useId } from 'react';
import { useTranslate } from '../hooks/window-context.ts';
import type { RowModel } from './row-model.ts';
import styles from './SegmentsRow.module.css';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';

/** A setting with two or three options, all visible. */
export function SegmentsRow({ row }: { readonly row: Extract<RowModel, { kind: 'segments' }> }) {
  const t = useTranslate();
  const id = useId();
  const { value, refused, change } = useSetting(row.setting);
  return (
    <SettingRow
      labelId={id}
      textId={`${id}-text`}
      label={row.label}
      text={row.text}
      problem={refused ? t('ui.settings.refused') : null}
      control={
        <div role="radiogroup" className={styles.group} aria-labelledby={id} aria-describedby={`${id}-text`}>
          {row.options.map((option) => (
            <label key={option.value} className={styles.segment}>
              <input
                type="radio"
                className={styles.radio}
                name={id}
                checked={value === option.value}
                onChange={() => void change(option.value as typeof value)}
              />
              {option.label}
            </label>
          ))}
        </div>
      }
    />
  );
}
