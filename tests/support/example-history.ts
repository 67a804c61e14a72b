import type { CommandInput } from '../../core/ipc/contract.ts';
import { meanOverAccounts } from '../../core/history/line.ts';
import { type HistoryQuery, historyView, meanView, timeSpanOf } from '../../core/history/view.ts';
import { type HistoryPoint, pointOf } from '../../core/history/reading.ts';
import type { HistoryView } from '../../core/history/view-model.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { PeaksView } from '../../core/views/page-model.ts';
import { peakSpans, peaksView } from '../../core/views/peaks.ts';
import { localeIn } from './locale.ts';

const historyNowMs = Date.parse('2026-03-14T09:30:00Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const english = localeIn('en', 'en-GB');

/** A made-up window of 5 hours: working hours use it up unevenly, nights are not watched. */
function sessionPoints(fromMs: number, toMs: number, phase = 0): readonly HistoryPoint[] {
  const points: HistoryPoint[] = [];
  for (let atMs = Math.ceil(fromMs / (10 * minuteMs)) * 10 * minuteMs; atMs <= toMs; atMs += 10 * minuteMs) {
    const hour = (atMs / hourMs) % 24;
    if (hour < 7 || hour >= 22.5) continue;
    const startMs = Math.floor(atMs / (5 * hourMs)) * 5 * hourMs;
    const share = (atMs - startMs) / (5 * hourMs);
    const value = Math.round(100 * share * (0.55 + 0.35 * Math.sin(startMs / hourMs + phase)));
    points.push(pointOf({ atMs, value, resetsAtMs: startMs + 5 * hourMs, source: 'poll' }));
  }
  return points;
}

/** What the app would answer about a made-up account `work`, or about three accounts together. */
export function exampleHistory(
  { accountId, windowId, range }: CommandInput<'history.get'>,
  locale: LocaleContext = english,
): HistoryView {
  const periodFromMs = Math.floor(historyNowMs / (5 * hourMs)) * 5 * hourMs;
  const { fromMs, rowMs } = timeSpanOf(range, periodFromMs, historyNowMs);
  const asked: HistoryQuery = {
    ...{ accountId, windowId: windowId ?? 'session', kind: 'window', currency: '', range, fromMs, rowMs },
    windows: [
      { id: 'session', label: '5 hours' },
      { id: 'weekly', label: 'Week' },
    ],
    label: accountId === null ? 'all accounts' : 'work',
    lengthMs: windowId === 'weekly' ? null : 5 * hourMs,
    meterShows: 'left',
    historyDays: 400,
  };
  const points = (phase: number): readonly HistoryPoint[] => sessionPoints(fromMs, historyNowMs, phase);
  return accountId === null
    ? meanView(
        asked,
        meanOverAccounts([points(0), points(1), points(2)], fromMs, historyNowMs, 300),
        locale,
        historyNowMs,
      )
    : historyView(asked, points(0), null, locale, historyNowMs);
}

/** The same with nothing kept. */
export function emptyHistory(question: CommandInput<'history.get'>): HistoryView {
  const view = exampleHistory(question);
  return {
    ...view,
    times: [],
    values: [],
    texts: [],
    resets: [],
    emptyText: 'No readings are stored for this time yet.',
  };
}

/** Made-up bars of a month, as full as the day is late. */
export function examplePeaks(): PeaksView {
  const spans = peakSpans('month', historyNowMs, english);
  const highest = spans.map((_, index) => (index % 7 === 3 ? null : (index * 100) / 29));
  const window = { id: 'session', label: '5h', name: null };
  return peaksView('codex:work', window, 'month', spans, highest, english, historyNowMs);
}
