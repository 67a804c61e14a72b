import type { PoolPageView } from '../../core/views/page-model.ts';
import { AccountHistory } from '../history/AccountHistory.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { Page } from './Page.tsx';
import styles from './PoolPage.module.css';

interface PoolPageProps {
  /** Null before the first answer. */
  readonly view: PoolPageView | null;
  readonly hasBack: boolean;
  readonly stamp: string;
  readonly onBack: () => void;
}

/** All accounts together: what is left, by service and by group, and their history. */
export function PoolPage({ view, hasBack, stamp, onBack }: PoolPageProps) {
  const t = useTranslate();
  return (
    <Page title={t('ui.panel.overview')} hasBack={hasBack} takesFocus isBusy={view === null} onBack={onBack}>
      {view !== null && (
        <>
          {view.stats.length > 0 && (
            <dl className={styles.card}>
              {view.stats.map((stat) => (
                <div key={stat.id} className={styles.stat}>
                  <dt>{stat.label}</dt>
                  <dd>
                    <bdi>{stat.text}</bdi>
                    {stat.note !== null && (
                      <>
                        {' '}
                        <bdi>{stat.note}</bdi>
                      </>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          )}
          {view.tables.map((table) => (
            <section key={table.id} className={styles.card} aria-label={table.title}>
              <table className={styles.table}>
                <caption>{table.title}</caption>
                <thead>
                  <tr>
                    {table.columns.map((column) => (
                      <th key={column} scope="col">
                        {column}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {table.rows.map((row) => (
                    <tr key={row.name}>
                      <th scope="row">{row.name}</th>
                      {row.cells.map((cell, index) => (
                        <td key={table.columns[index + 1]} data-column={table.columns[index + 1]}>
                          {cell}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          ))}
        </>
      )}
      <AccountHistory accountId={null} label={t('ui.history.all')} choices={[]} stamp={stamp} />
    </Page>
  );
}
