import type { MessageKey, Reader } from '../i18n/translate.ts';
import { clockTime } from '../text/times.ts';
import { dateTimeFormat } from '../i18n/formatters.ts';
import type { WindowSnapshot } from './schema.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

type DayPart = 'morning' | 'afternoon' | 'evening' | 'night';

const partKeys: Readonly<Record<'today' | 'tomorrow', Readonly<Record<DayPart, MessageKey>>>> = {
  today: {
    morning: 'pace.this-morning',
    afternoon: 'pace.this-afternoon',
    evening: 'pace.this-evening',
    night: 'pace.tonight',
  },
  tomorrow: {
    morning: 'pace.tomorrow-morning',
    afternoon: 'pace.tomorrow-afternoon',
    evening: 'pace.tomorrow-evening',
    night: 'pace.tomorrow-night',
  },
};

/**
 * When a window runs out at its present pace, no more exact than is known: `runs out around 14:20`,
 * `runs out this afternoon`, `runs out on Thursday`, `may run out before the reset`; null when it does
 * not before the reset, or nothing can be said.
 */
export function paceText({ pace, resetsAt }: WindowSnapshot, reader: Reader, nowMs: number): string | null {
  if (pace?.exhaustsAt == null) return null;
  const { t } = reader;
  const atMs = Date.parse(pace.exhaustsAt);
  const [fromMs, toMs] = (pace.exhaustsBetween ?? [pace.exhaustsAt, pace.exhaustsAt]).map(Date.parse);
  if (fromMs === undefined || toMs === undefined) return null;
  if (resetsAt !== null && toMs >= Date.parse(resetsAt)) return t('pace.maybe-before-reset');
  if (atMs - nowMs < 10 * minuteMs) return t('pace.soon');
  if (toMs - fromMs <= 40 * minuteMs) {
    const time = clockTime(rounded(atMs, toMs - fromMs), nowMs, reader);
    return t('pace.around', { time });
  }
  const from = momentOf(fromMs, reader);
  const to = momentOf(toMs, reader);
  if (from.day !== to.day || toMs - nowMs > 6 * dayMs) return t('pace.before-reset');
  const isToday = from.day === momentOf(nowMs, reader).day || from.day === dayOf(nowMs, reader);
  const isTomorrow = !isToday && from.day === dayOf(nowMs + dayMs, reader);
  if (!isToday && !isTomorrow) return t('pace.on-day', { day: weekday(fromMs, reader) });
  if (from.part === to.part) return t(partKeys[isTomorrow ? 'tomorrow' : 'today'][from.part]);
  return t(isTomorrow ? 'pace.tomorrow' : 'pace.today');
}

/** To ten minutes, or to five where little is open. */
function rounded(atMs: number, spreadMs: number): number {
  const stepMs = (spreadMs <= 10 * minuteMs ? 5 : 10) * minuteMs;
  return Math.round(atMs / stepMs) * stepMs;
}

/** The day and its part in the reader's zone; the small hours belong to the night before. */
function momentOf(atMs: number, reader: Reader): { readonly day: string; readonly part: DayPart } {
  const { timeZone } = reader;
  const hour = Number(dateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(atMs));
  return { day: dayOf(hour < 5 ? atMs - 5 * hourMs : atMs, reader), part: partOf(hour) };
}

function dayOf(atMs: number, { timeZone }: Reader): string {
  return dateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs);
}

function partOf(hour: number): DayPart {
  if (hour < 5 || hour >= 22) return 'night';
  if (hour < 12) return 'morning';
  return hour < 17 ? 'afternoon' : 'evening';
}

function weekday(atMs: number, { locale, timeZone }: Reader): string {
  return dateTimeFormat(locale, { weekday: 'long', timeZone }).format(atMs);
}
