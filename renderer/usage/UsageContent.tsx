import { useState } from 'react';
import type { DailyUsageView, UsageMeasure, UsageSplit } from '../../core/daily-usage/view-model.ts';
import { ChartTable } from '../components/ChartTable.tsx';
import { FileExport } from '../components/FileExport.tsx';
import { Segments } from '../components/Segments.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { UsageChart } from './UsageChart.tsx';
import styles from './UsageContent.module.css';
import { UsageLegend } from './UsageLegend.tsx';

/** The daily usage that the app keeps: choices, chart, legend, table and export. */
export function UsageContent({ view }: { readonly view: DailyUsageView }) {
  const t = useTranslate();
  const bridge = useBridge();
  const [measure, setMeasure] = useState<UsageMeasure>('credits');
  const [split, setSplit] = useState<UsageSplit>('client');
  const measures = (view.splits.find(({ id }) => id === split) ?? view.splits[0])?.measures ?? [];
  const wanted = measures.find(({ id }) => id === measure);
  // Without data for the wanted measure, show the next one. The note of the wanted measure says why.
  const shown = wanted?.chart == null ? (measures.find(({ chart }) => chart !== null) ?? wanted) : wanted;
  const notes = [wanted?.note, shown?.note].filter((note, index, all) => note != null && all.indexOf(note) === index);
  const chart = shown?.chart ?? null;
  return (
    <>
      <div className={styles.controls}>
        <Segments
          label={t('ui.usage.measure')}
          options={measures.map(({ id, label, chart: known }) => ({ id, label, disabled: known === null }))}
          chosen={shown?.id ?? measure}
          onChoose={setMeasure}
        />
        <Segments label={t('ui.usage.split')} options={view.splits} chosen={split} onChoose={setSplit} />
      </div>
      {notes.length > 0 && <p className={styles.note}>{notes.join(' ')}</p>}
      {chart !== null && (
        <>
          <UsageChart key={`${split} ${shown?.id}`} chart={chart} />
          <UsageLegend chart={chart} />
          <ChartTable summary={chart.summary} table={chart.table} />
        </>
      )}
      {view.keptText !== null && <p className={styles.note}>{view.keptText}</p>}
      <FileExport onExport={(format) => bridge.exportDailyUsage({ accountId: view.accountId, format })} />
    </>
  );
}
