import { useId, useState } from 'react';
import type { HistoryRange } from '../../core/history/view-model.ts';
import { CardHead } from '../components/CardHead.tsx';
import { ChartTable } from '../components/ChartTable.tsx';
import { HistoryExport } from '../components/FileExport.tsx';
import { Segments } from '../components/Segments.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './AccountHistory.module.css';
import { PeriodChart } from './PeriodChart.tsx';
import { useHistory } from './use-history.ts';

const ranges = ['period', 'hours', 'day', 'week', 'month'] as const satisfies readonly HistoryRange[];
/** More choices than this do not fit side by side. */
const mostSegments = 4;

interface AccountHistoryProps {
  /** null: all accounts together. */
  readonly accountId: string | null;
  readonly label: string;
  /** The limits and balances with a history. */
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  /** Another value when the figures changed. */
  readonly stamp: string;
}

/** The history of an account: which limit, which range, the chart, its table and the export. */
export function AccountHistory({ accountId, label, choices, stamp }: AccountHistoryProps) {
  const t = useTranslate();
  const rangeId = useId();
  const [range, setRange] = useState<HistoryRange>(accountId === null ? 'day' : 'period');
  const [windowId, setWindowId] = useState<string | null>(choices[0]?.id ?? null);
  const { view, failed } = useHistory(accountId, windowId, range, stamp);
  const shown = choices.length > 0 ? choices : (view?.windows ?? []);
  const chosen = windowId ?? view?.windowId ?? '';
  const status = failed ? t('ui.history.failed') : view === null ? t('ui.history.loading') : view.emptyText;
  return (
    <section className={styles.card} aria-label={t('ui.history.title', { label })}>
      <CardHead level={3} title={t('ui.history.open')}>
        {shown.length > 1 && shown.length <= mostSegments && (
          <Segments label={t('ui.history.window')} options={shown} chosen={chosen} onChoose={setWindowId} />
        )}
        {shown.length > mostSegments && (
          <select
            className={styles.select}
            aria-label={t('ui.history.window')}
            value={chosen}
            onChange={(event) => setWindowId(event.target.value)}
          >
            {shown.map((choice) => (
              <option key={choice.id} value={choice.id}>
                {choice.label}
              </option>
            ))}
          </select>
        )}
      </CardHead>
      {status !== null && (
        <p className={styles.status} role="status">
          {status}
        </p>
      )}
      {view !== null && view.emptyText === null && (
        <>
          <PeriodChart key={`${view.windowId} ${view.range}`} view={view} />
          {view.note !== null && <p className={styles.status}>{view.note}</p>}
        </>
      )}
      <div className={styles.foot}>
        <label htmlFor={rangeId} className="visually-hidden">
          {t('ui.history.range')}
        </label>
        <select
          id={rangeId}
          className={styles.select}
          value={range}
          onChange={(event) => setRange(ranges.find((each) => each === event.target.value) ?? 'day')}
        >
          {ranges
            .filter((each) => each !== 'period' || accountId !== null)
            .map((each) => (
              <option key={each} value={each}>
                {t(`ui.history.range-${each}`)}
              </option>
            ))}
        </select>
      </div>
      {view !== null && view.emptyText === null && (
        <details className={styles.more}>
          <summary>{t('ui.history.figures')}</summary>
          <ChartTable summary={view.summary} table={view.table} />
          <HistoryExport accountId={accountId} />
        </details>
      )}
    </section>
  );
}
