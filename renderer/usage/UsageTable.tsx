import { useId, useState } from 'react';
import type { UsageChartView } from '../../core/daily-usage/view-model.ts';
import { Button } from '../components/Button.tsx';
import { useWords } from '../hooks/use-words.ts';
import styles from './UsageTable.module.css';

/** The figures of the chart as a real table, behind a disclosure. */
export function UsageTable({ chart }: { readonly chart: UsageChartView }) {
  const t = useWords();
  const captionId = useId();
  const [open, setOpen] = useState(false);
  const [first, ...others] = chart.table.columns;
  return (
    <div>
      <Button quiet expanded={open} onPress={() => setOpen(!open)}>
        {t('ui.usage.table')}
      </Button>
      {open && (
        <div
          className={styles.scroll}
          role="region"
          aria-labelledby={captionId}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys scroll it only so
          tabIndex={0}
        >
          <table className={styles.table}>
            <caption id={captionId} className="visually-hidden">
              {chart.summary}
            </caption>
            <thead>
              <tr>
                <th scope="col">{first}</th>
                {others.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {chart.table.rows.map((row) => (
                <tr key={row.name}>
                  <th scope="row">{row.name}</th>
                  {row.cells.map((cell, index) => (
                    <td key={others[index]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
