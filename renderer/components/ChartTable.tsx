import { useId, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './ChartTable.module.css';

export interface TableView {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
}

/** The figures of a chart as a table, behind a disclosure button. */
export function ChartTable({ summary, table }: { readonly summary: string; readonly table: TableView }) {
  const t = useTranslate();
  const captionId = useId();
  const [open, setOpen] = useState(false);
  const { columns, rows } = table;
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
              {summary}
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
