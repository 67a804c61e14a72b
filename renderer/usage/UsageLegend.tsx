import { useId } from 'react';
import type { UsageChartView } from '../../core/daily-usage/view-model.ts';
import { useTranslate } from '../hooks/window-context.ts';
import bars from './UsageBars.module.css';
import styles from './UsageLegend.module.css';
import { UsagePatterns } from './UsagePatterns.tsx';

/** The series with their colours, patterns and amounts, and the total of all days. */
export function UsageLegend({ chart }: { readonly chart: UsageChartView }) {
  const t = useTranslate();
  const id = useId();
  return (
    <dl className={styles.legend}>
      {chart.series.map(({ name, total }, series) => (
        <div key={name} className={styles.row}>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <UsagePatterns id={`${id}-${series}`} />
            <rect className={bars.part} data-series={series} width="12" height="12" rx="2" />
            {series > 0 && <rect fill={`url(#${id}-${series}-${series})`} width="12" height="12" rx="2" />}
          </svg>
          <dt className={styles.name} title={name}>
            {name}
          </dt>
          <dd>{total}</dd>
        </div>
      ))}
      <div className={styles.row} data-total="">
        <dt className={styles.name}>{t('ui.usage.total', { unit: chart.unit })}</dt>
        <dd>{chart.total}</dd>
      </div>
    </dl>
  );
}
