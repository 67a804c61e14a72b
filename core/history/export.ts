import { csvField } from '../text/csv.ts';
import { toIso } from '../units/time.ts';
import { dateOf } from '../units/calendar.ts';
import type { HistoryPoint, HistorySeries } from './reading.ts';
import type { SeriesPoints } from './store.ts';

export type HistoryFormat = 'csv' | 'json';

const header = 'account,label,kind,name,at,value,least,most,span_seconds,resets_at,source\r\n';

/**
 * The history as text, in parts of bounded size. CSV (RFC 4180) has one row per reading; JSON is one document with
 * a list of readings. `value` is the percentage used of a window, or the amount left. `least` and `most` differ
 * from it if several readings were rolled up, which `span_seconds` shows.
 *
 * @param labelOf The name of an account; empty if the account is gone.
 */
export function* historyText(
  parts: Iterable<SeriesPoints>,
  format: HistoryFormat,
  labelOf: (accountId: string) => string,
  nowMs: number,
): Iterable<string> {
  if (format === 'csv') {
    yield header;
    for (const { series, points } of parts) {
      const own = [series.accountId, labelOf(series.accountId), series.kind, series.name].map(csvField).join(',');
      yield points.map((point) => `${own},${csvFigures(point)}\r\n`).join('');
    }
    return;
  }
  yield `{"schemaVersion":1,"exportedAt":${JSON.stringify(toIso(nowMs))},"readings":[`;
  let isFirst = true;
  for (const { series, points } of parts) {
    const text = points.map((point) => JSON.stringify(readingOf(series, labelOf(series.accountId), point))).join(',\n');
    yield `${isFirst ? '\n' : ',\n'}${text}`;
    isFirst = false;
  }
  yield '\n]}\n';
}

/** The name of an export file, such as `quota-history-2026-09-18.csv`. */
export function historyFileName(format: HistoryFormat, nowMs: number): string {
  return `quota-history-${dateOf(nowMs)}.${format}`;
}

function csvFigures({ atMs, value, low, high, spanMs, resetsAtMs, source }: HistoryPoint): string {
  const reset = resetsAtMs === null ? '' : toIso(resetsAtMs);
  return [toIso(atMs), value, low, high, spanMs / 1000, reset, source].join(',');
}

function readingOf({ accountId, kind, name }: HistorySeries, label: string, point: HistoryPoint): object {
  const { atMs, value, low, high, spanMs, resetsAtMs, source } = point;
  return {
    ...{ accountId, label, kind, name, at: toIso(atMs), value, least: low, most: high, spanSeconds: spanMs / 1000 },
    resetsAt: resetsAtMs === null ? null : toIso(resetsAtMs),
    source,
  };
}
