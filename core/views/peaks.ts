import type { LocaleContext } from '../i18n/translate.ts';
import { joinSentences } from '../text/layout.ts';
import { limitHeading, type NamedLimit } from '../text/limit.ts';
import { percentText } from '../text/numbers.ts';
import { calendarDay, shortDay } from '../text/times.ts';
import { dayMs, hourMs, secondMs } from '../units/time.ts';
import type { PeakDayView, PeaksView } from './page-model.ts';

/** The length of the chart: a bar for each of the last 30 days, or for each of the last 53 weeks. */
export const peakRanges = ['month', 'year'] as const;
export type PeakRange = (typeof peakRanges)[number];

const bars: Readonly<Record<PeakRange, { readonly count: number; readonly days: number }>> = {
  month: { count: 30, days: 1 },
  year: { count: 53, days: 7 },
};
const fullFrom = 90;

/** One bar: the first day of it, and its start, epoch ms. */
export interface PeakSpan {
  /** `YYYY-MM-DD` in the user's time zone. */
  readonly day: string;
  readonly fromMs: number;
}

/** Returns the spans of the bars, oldest first. The last one ends with today. A day may have 23 or 25 hours. */
export function peakSpans(range: PeakRange, nowMs: number, locale: LocaleContext): readonly PeakSpan[] {
  const { count, days } = bars[range];
  const today = Date.parse(`${calendarDay(nowMs, locale)}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(today - ((count - index) * days - 1) * dayMs).toISOString().slice(0, 10);
    return { day, fromMs: startOf(day, locale) };
  });
}

/** Returns the times between the bars and at both ends, for the store. Nothing is read from the future. */
export function peakTimes(spans: readonly PeakSpan[], nowMs: number): readonly number[] {
  return [...spans.map(({ fromMs }) => fromMs), nowMs + secondMs];
}

/**
 * Returns the fullest period of each of the last 30 days or 53 weeks, by the days of the user's time zone. A day without
 * a reading is unknown, never 0.
 *
 * @param highest The highest percentage used in each span; null: nothing was read.
 */
export function peaksView(
  accountId: string,
  window: NamedLimit & { readonly id: string },
  range: PeakRange,
  spans: readonly PeakSpan[],
  highest: readonly (number | null)[],
  locale: LocaleContext,
  nowMs: number,
): PeaksView {
  const { t } = locale;
  const days = spans.map(({ day }, index): PeakDayView => {
    const high = highest[index] ?? null;
    const usedPercent = high === null ? null : Math.min(100, high);
    const name = shortDay(day, nowMs, locale);
    return {
      day,
      usedPercent,
      text:
        usedPercent === null
          ? t(range === 'year' ? 'peaks.week-unknown' : 'peaks.day-unknown', { day: name })
          : t(range === 'year' ? 'peaks.week' : 'peaks.day', { day: name, percent: percentText(usedPercent, locale) }),
      isFull: (usedPercent ?? 0) >= fullFrom,
    };
  });
  return {
    accountId,
    windowId: window.id,
    range,
    title: t(range === 'year' ? 'peaks.title-year' : 'peaks.title', { limit: limitHeading(window, locale) }),
    days,
    summary: summaryText(days, range, locale),
    axisText: t('peaks.axis'),
    fromText: shortDay(days[0]?.day ?? '', nowMs, locale),
    toText: t('peaks.today'),
    ticks: [0, 50, 100].map((percent) => ({ percent, text: percentText(percent, locale) })),
  };
}

function summaryText(days: readonly PeakDayView[], range: PeakRange, locale: LocaleContext): string {
  const { t } = locale;
  const known = days.flatMap(({ usedPercent }) => (usedPercent === null ? [] : [usedPercent]));
  if (known.length === 0) return t(range === 'year' ? 'peaks.none-year' : 'peaks.none');
  const usedUp = known.filter((percent) => percent >= 100).length;
  const nearly = known.filter((percent) => percent > fullFrom && percent < 100).length;
  return joinSentences(
    [
      t(range === 'year' ? 'peaks.summary-year' : 'peaks.summary'),
      usedUp === 0 ? null : t(range === 'year' ? 'peaks.used-up-weeks' : 'peaks.used-up', { count: usedUp }),
      nearly === 0 ? null : t(range === 'year' ? 'peaks.nearly-weeks' : 'peaks.nearly', { count: nearly }),
    ],
    locale,
  );
}

/** Zones are whole quarters of an hour apart, and no day begins more than this before or after that of UTC. */
const quarterMs = hourMs / 4;
const mostAhead = 14 * 4;
const mostBehind = 12 * 4;

/** Returns the start of a day in the user's time zone, epoch ms: the first quarter of an hour that belongs to it. */
function startOf(day: string, locale: LocaleContext): number {
  const utcMs = Date.parse(`${day}T00:00:00Z`);
  let [before, from] = [-mostAhead - 1, mostBehind];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (calendarDay(utcMs + middle * quarterMs, locale) >= day) from = middle;
    else before = middle;
  }
  return utcMs + from * quarterMs;
}
