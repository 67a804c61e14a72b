import { useId, useState } from 'react';
import type { HistoryView } from '../../core/history/view-model.ts';
import { Button } from '../components/Button.tsx';
import { useWords } from '../hooks/use-words.ts';
import styles from '../usage/UsageTable.module.css';

/** The figures of the chart as a real table, newest first, behind a disclosure. */
export function HistoryTable({ view }: { readonly view: HistoryView }) {
  const t = useWords();
  const captionId = useId();
  const [open, setOpen] = useState(false);
  const { columns, rows } = view.table;
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
              {view.summary}
            </caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.name} ${row.cells.join(' ')}`}>
                  <th scope="row">{row.name}</th>
                  {row.cells.map((cell, index) => (
                    <td key={columns[index + 1]}>{cell}</td>
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
