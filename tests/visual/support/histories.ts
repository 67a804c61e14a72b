import { seriesId, seriesOf, type HistoryPoint, pointOf } from '../../../core/history/reading.ts';
import { historyView, timeSpanOf } from '../../../core/history/view.ts';
import { historyRanges, type HistoryView } from '../../../core/history/view-model.ts';
import type { LocaleContext } from '../../../core/i18n/translate.ts';
import type { Settings } from '../../../core/settings/settings.ts';
import type { AccountSnapshot, WindowSnapshot } from '../../../core/snapshot/schema.ts';
import { periodView } from '../../../core/views/history-period.ts';
import type { PeaksView } from '../../../core/views/page-model.ts';
import { peakSpans, peaksView, peakTimes } from '../../../core/views/peaks.ts';
import { nowMs } from '../../unit/demo/demo-reading.ts';

/** Returns every history of an account by the id of its limit and the range: readings that end at what is used now. */
export function historiesOf(
  account: AccountSnapshot,
  settings: Settings,
  locale: LocaleContext,
): Readonly<Record<string, HistoryView>> {
  const views = account.windows.flatMap((window) =>
    historyRanges.map(
      (range) => [`${window.id} ${range}`, historyOf(account, window, range, settings, locale)] as const,
    ),
  );
  return Object.fromEntries(views);
}

function historyOf(
  account: AccountSnapshot,
  window: WindowSnapshot,
  range: (typeof historyRanges)[number],
  settings: Settings,
  locale: LocaleContext,
): HistoryView {
  const series = seriesOf(account.id, window.id);
  const startMs = Date.parse(window.resetsAt ?? new Date(nowMs).toISOString()) - lengthMs(window);
  const { fromMs, rowMs } = timeSpanOf(range, startMs, nowMs);
  const query = {
    ...{ accountId: account.id, windowId: seriesId(series), kind: series.kind, range, fromMs, rowMs, currency: '' },
    windows: account.windows.map(({ id, label }) => ({ id, label })),
    label: account.label,
    meterShows: settings.meterShows,
    historyDays: settings.historyDays,
  };
  const points = readingsOf(window).filter(({ atMs }) => atMs >= fromMs);
  const view = historyView(query, points, null, locale, nowMs);
  const period = range === 'period' ? periodView(window, points, settings, locale, nowMs) : null;
  return period === null ? view : { ...view, period };
}

const lengthMs = ({ durationSeconds }: WindowSnapshot): number => (durationSeconds ?? 18_000) * 1000;

/** Thirty days of a limit: each period fills unevenly, and the running one ends at what is used now. */
function readingsOf(window: WindowSnapshot): readonly HistoryPoint[] {
  const length = lengthMs(window);
  const resetMs = Date.parse(window.resetsAt ?? new Date(nowMs + length / 2).toISOString());
  const stepMs = Math.max(600_000, length / 60);
  const points: HistoryPoint[] = [];
  for (let atMs = nowMs - Math.floor((30 * 86_400_000) / stepMs) * stepMs; atMs <= nowMs; atMs += stepMs) {
    const periodsAgo = Math.floor((resetMs - atMs) / length);
    const share = 1 - (resetMs - atMs - periodsAgo * length) / length;
    const runningShare = 1 - (resetMs - nowMs) / length;
    const most =
      periodsAgo === 0 ? (window.usedPercent ?? 0) / Math.max(0.05, runningShare) : 40 + ((periodsAgo * 37) % 61);
    const value = Math.min(100, Math.round(most * share));
    points.push(pointOf({ atMs, value, resetsAtMs: resetMs - periodsAgo * length, source: 'poll' }));
  }
  return points;
}

/** Returns the fullest periods of the account's shortest limit; null: it has none of a day or less. */
export function peaksOf(account: AccountSnapshot, locale: LocaleContext): PeaksView | null {
  const window = account.windows.find(({ durationSeconds }) => (durationSeconds ?? Infinity) <= 86_400);
  if (window === undefined) return null;
  const points = readingsOf(window);
  const spans = peakSpans('month', nowMs, locale);
  const times = peakTimes(spans, nowMs);
  const highest = spans.map((_, index) => {
    const inside = points.filter(({ atMs }) => atMs >= (times[index] ?? 0) && atMs < (times[index + 1] ?? 0));
    return inside.length === 0 ? null : Math.max(...inside.map(({ value }) => value));
  });
  return peaksView(account.id, window, 'month', spans, highest, locale, nowMs);
}
