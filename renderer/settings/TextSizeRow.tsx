import { useTranslate } from '../hooks/window-context.ts';
import type { RowModel } from './row-model.ts';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';
import styles from './TextSizeRow.module.css';

const [smallest, largest, step] = [80, 200, 10] as const;

/** The size of texts: smaller, the value, larger. */
export function TextSizeRow({ row }: { readonly row: Extract<RowModel, { kind: 'text-size' }> }) {
  const t = useTranslate();
  const { value, refused, change } = useSetting('textScale');
  const by = (percent: number): void => {
    const wish = Math.min(largest, Math.max(smallest, Math.round((value + percent) / step) * step));
    if (wish !== value) void change(wish);
  };
  return (
    <SettingRow
      label={row.label}
      text={row.text}
      problem={refused ? t('ui.settings.refused') : null}
      control={
        <div role="group" aria-label={row.label} className={styles.stepper}>
          <button
            type="button"
            className={styles.button}
            aria-label={t('ui.set.text-size.smaller')}
            aria-disabled={value <= smallest || undefined}
            onClick={() => by(-step)}
          >
            A
          </button>
          <output className={styles.value}>{t('ui.set.text-size.percent', { percent: value })}</output>
          <button
            type="button"
            className={styles.button}
            data-large=""
            aria-label={t('ui.set.text-size.larger')}
            aria-disabled={value >= largest || undefined}
            onClick={() => by(step)}
          >
            A
          </button>
        </div>
      }
    />
  );
}
