import { lazy, Suspense, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { HistoryRange } from '../../core/history/view-model.ts';
import { Button } from '../components/Button.tsx';
import { ChartTable } from '../components/ChartTable.tsx';
import { ErrorBoundary, Fault } from '../components/ErrorBoundary.tsx';
import { Segments } from '../components/Segments.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import drawer from '../usage/UsageDrawer.module.css';
import { HistoryExport } from '../components/FileExport.tsx';
import styles from './HistoryDrawer.module.css';
import { useHistory } from './use-history.ts';

/** Loaded with its library when the drawer opens, to keep the start fast. */
const HistoryChart = lazy(async () => ({ default: (await import('./HistoryChart.tsx')).HistoryChart }));

const ranges = ['hours', 'day', 'week', 'month'] as const satisfies readonly HistoryRange[];

export interface HistoryDrawerProps {
  /** null: all accounts together. */
  readonly accountId: string | null;
  readonly windowId: string | null;
  readonly label: string;
  readonly onClose: () => void;
}

/** The history of a window or a balance: range, chart, table and export. Escape closes it. */
export function HistoryDrawer({ accountId, windowId, label, onClose }: HistoryDrawerProps) {
  const t = useTranslate();
  // Below the name of an account (h3), or in the overview, which has no heading.
  const Heading = accountId === null ? 'h2' : 'h4';
  const titleId = useId();
  const windowFieldId = useId();
  const back = useRef<HTMLButtonElement>(null);
  const section = useRef<HTMLElement>(null);
  const [range, setRange] = useState<HistoryRange>('day');
  const [chosen, setChosen] = useState(windowId);
  const { view, busy, failed } = useHistory(accountId, chosen, range);
  useEffect(() => {
    back.current?.focus({ preventScroll: true });
  }, []);
  const hasView = view !== null;
  useEffect(() => {
    if (hasView) section.current?.scrollIntoView({ block: 'nearest' });
  }, [hasView]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onClose();
  };
  const status = failed ? t('ui.history.failed') : view === null ? t('ui.history.loading') : view.emptyText;

  return (
    <section ref={section} className={drawer.drawer} aria-labelledby={titleId} aria-busy={busy} onKeyDown={onKeyDown}>
      <header className={drawer.head}>
        <Heading id={titleId} className={drawer.title}>
          {t('ui.history.title', { label })}
        </Heading>
        <Button quiet ref={back} onPress={onClose}>
          {t('ui.history.back')}
        </Button>
      </header>
      <Segments
        label={t('ui.history.range')}
        options={ranges.map((id) => ({ id, label: t(`ui.history.range-${id}`) }))}
        chosen={range}
        onChoose={setRange}
      />
      {view !== null && view.windows.length > 1 && (
        <div className={styles.windows}>
          <label htmlFor={windowFieldId}>{t('ui.history.window')}</label>
          <select id={windowFieldId} value={view.windowId} onChange={(event) => setChosen(event.target.value)}>
            {view.windows.map((each) => (
              <option key={each.id} value={each.id}>
                {each.label}
              </option>
            ))}
          </select>
        </div>
      )}
      <p className={drawer.status} role="status">
        {status}
      </p>
      {view !== null && view.emptyText === null && (
        <>
          <ErrorBoundary data={view} fallback={(retry) => <Fault retry={retry} />}>
            <Suspense fallback={<div className={styles.room} />}>
              <HistoryChart key={`${view.windowId} ${view.range}`} view={view} />
            </Suspense>
          </ErrorBoundary>
          {view.note !== null && <p className={drawer.status}>{view.note}</p>}
          <ChartTable summary={view.summary} table={view.table} />
        </>
      )}
      <HistoryExport accountId={accountId} />
    </section>
  );
}
