import type { UsageChartDay } from '../../core/daily-usage/view-model.ts';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './UsageReadout.module.css';

/** The chosen day with its total and its parts. */
export function UsageReadout({ day, unit }: { readonly day: UsageChartDay; readonly unit: string }) {
  const t = useTranslate();
  return (
    <div className={styles.readout}>
      <p className={styles.line}>
        <span>{day.name}</span>
        <span className={styles.total}>
          {day.known ? t('ui.text.amount', { amount: day.total, unit }) : t('ui.usage.unknown-day')}
        </span>
      </p>
      <p className={styles.parts}>{day.figures.map(({ name, total }) => `${name} ${total}`).join(' · ')}</p>
    </div>
  );
}
