import type { HistoryPoint } from '../history/reading.ts';
import { dateTimeFormat } from '../i18n/formatters.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { joinSentences } from '../text/layout.ts';
import { limitTitle, type NamedLimit } from '../text/limit.ts';
import { percentText } from '../text/numbers.ts';
import { shortDay } from '../text/times.ts';
import { dayMs, hourMs } from '../units/time.ts';
import type { PeakDayView, PeaksView } from './page-model.ts';

/** How many days the chart shows, today included. */
export const peakDays = 30;
const fullFrom = 90;

/** Returns the start of the readings that the chart needs, epoch ms. */
export function peaksFromMs(nowMs: number): number {
  return nowMs - peakDays * dayMs;
}

/**
 * Returns the fullest period of each of the last 30 days, by the days of the user's time zone. A day without a reading is
 * unknown, never 0.
 *
 * @param points The readings of the limit, oldest first.
 */
export function peaksView(
  accountId: string,
  window: NamedLimit & { readonly id: string },
  points: readonly HistoryPoint[],
  locale: LocaleContext,
  nowMs: number,
): PeaksView {
  const { t } = locale;
  const highest = new Map<string, number>();
  for (const { atMs, high } of points) {
    if (atMs < peaksFromMs(nowMs) || atMs > nowMs) continue;
    const day = dayOf(atMs, locale);
    highest.set(day, Math.max(highest.get(day) ?? 0, Math.min(100, high)));
  }
  const days = lastDays(nowMs, locale).map((day): PeakDayView => {
    const usedPercent = highest.get(day) ?? null;
    const name = shortDay(day, nowMs, locale);
    return {
      day,
      usedPercent,
      text:
        usedPercent === null
          ? t('peaks.day-unknown', { day: name })
          : t('peaks.day', { day: name, percent: percentText(usedPercent, locale) }),
      isFull: (usedPercent ?? 0) >= fullFrom,
    };
  });
  return {
    accountId,
    windowId: window.id,
    title: t('peaks.title', { limit: limitTitle(window, locale) }),
    days,
    summary: summaryText(days, locale),
    fromText: shortDay(days[0]?.day ?? '', nowMs, locale),
    toText: t('peaks.today'),
    ticks: [0, 50, 100].map((percent) => ({ percent, text: percentText(percent, locale) })),
  };
}

function summaryText(days: readonly PeakDayView[], locale: LocaleContext): string {
  const { t } = locale;
  const known = days.flatMap(({ usedPercent }) => (usedPercent === null ? [] : [usedPercent]));
  if (known.length === 0) return t('peaks.none');
  const usedUp = known.filter((percent) => percent >= 100).length;
  const nearly = known.filter((percent) => percent > fullFrom && percent < 100).length;
  return joinSentences(
    [
      t('peaks.summary'),
      usedUp === 0 ? null : t('peaks.used-up', { count: usedUp }),
      nearly === 0 ? null : t('peaks.nearly', { count: nearly }),
    ],
    locale,
  );
}

/** Returns the days up to today, oldest first, `YYYY-MM-DD`. A day may have 23 or 25 hours. */
function lastDays(nowMs: number, locale: LocaleContext): readonly string[] {
  const days = new Set<string>();
  for (let atMs = nowMs; days.size < peakDays; atMs -= 12 * hourMs) days.add(dayOf(atMs, locale));
  return [...days].sort();
}

function dayOf(atMs: number, { timeZone }: LocaleContext): string {
  return dateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs);
}
