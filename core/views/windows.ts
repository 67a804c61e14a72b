import { assertNever } from '../assert-never.ts';
import { dateTimeFormat } from '../i18n/formatters.ts';
import type { MessageKey, LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { leftPercent } from '../snapshot/account-use.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { joinWithDot } from '../text/layout.ts';
import { percentText } from '../text/numbers.ts';
import { ageOf, clockTime, countdown } from '../text/times.ts';
import { dayMs, hourMs, minuteMs } from '../units/time.ts';

/** Returns the figure of a window: `41 % left`, `59 % used` by setting, `used up`, or the dash if it is unknown. */
export function windowFigure(window: WindowSnapshot, settings: Settings, locale: LocaleContext): string {
  if (window.state === 'exhausted') return locale.t('window.used-up');
  if (window.state === 'not-started') return locale.t('window.full');
  const left = leftPercent(window);
  if (left === null) return percentText(null, locale);
  return settings.meterShows === 'left'
    ? locale.t('window.left', { percent: percentText(left, locale) })
    : locale.t('window.used', { percent: percentText(window.usedPercent, locale) });
}

/**
 * Returns the text after the figure: when the window resets, or why it cannot be used now. If the figure is older than
 * its account, the text contains its age. Null when there is nothing to say.
 */
export function windowDetail(
  window: WindowSnapshot,
  account: Pick<AccountSnapshot, 'windows' | 'fetchedAt'>,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  const parts = [
    outlookText(window, account.windows, settings, locale, nowMs),
    ageText(window, account, locale, nowMs),
  ];
  return parts.some((part) => part !== null) ? joinWithDot(parts) : null;
}

/** The age of a window is shown only if it is older than its account by more than this. */
const sameAgeMs = minuteMs;

function ageText(
  { asOf }: WindowSnapshot,
  { fetchedAt }: Pick<AccountSnapshot, 'fetchedAt'>,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  const isOlder = fetchedAt !== null && Date.parse(fetchedAt) - Date.parse(asOf) > sameAgeMs;
  return isOlder ? ageOf(Date.parse(asOf), nowMs, locale) : null;
}

function outlookText(
  window: WindowSnapshot,
  windows: readonly WindowSnapshot[],
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  switch (window.state) {
    case 'reset-pending':
      return locale.t('window.reset-due');
    case 'not-started':
      return locale.t('window.not-started');
    case 'exhausted':
    case 'open':
      return resetText(window.resetsAt, settings, locale, nowMs);
    case 'blocked': {
      if (window.blockedBy === null) return locale.t('window.blocked-by-service');
      const blocker = windows.find((other) => other.id === window.blockedBy);
      return locale.t(blocker?.label === 'weekly' ? 'window.blocked-weekly' : 'window.blocked');
    }
    default:
      return assertNever(window.state);
  }
}

/** Returns `resets in 1h 02m`, or `resets Thu 09:00` by setting; null when the reset is unknown. */
export function resetText(
  resetsAt: string | null,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  if (resetsAt === null) return null;
  const resetsAtMs = Date.parse(resetsAt);
  return settings.resetShows === 'countdown'
    ? locale.t('window.resets-in', { time: countdown(resetsAtMs, nowMs, locale) })
    : locale.t('window.resets-at', { time: clockTime(resetsAtMs, nowMs, locale) });
}

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
 * Returns when a window runs out at its present pace, only as exactly as it is known: `runs out around 14:20`,
 * `runs out this afternoon`, `runs out on Thursday`, `may run out before the reset`. Null when the window does not run
 * out before its reset, or when the pace is unknown.
 */
export function paceText({ pace, resetsAt }: WindowSnapshot, locale: LocaleContext, nowMs: number): string | null {
  if (pace?.exhaustsAt == null) return null;
  const { t } = locale;
  const atMs = Date.parse(pace.exhaustsAt);
  const [fromMs, toMs] = (pace.exhaustsBetween ?? [pace.exhaustsAt, pace.exhaustsAt]).map(Date.parse);
  if (fromMs === undefined || toMs === undefined) return null;
  if (resetsAt !== null && toMs >= Date.parse(resetsAt)) return t('pace.maybe-before-reset');
  if (atMs - nowMs < 10 * minuteMs) return t('pace.soon');
  if (toMs - fromMs <= 40 * minuteMs) {
    const time = clockTime(rounded(atMs, toMs - fromMs), nowMs, locale);
    return t('pace.around', { time });
  }
  const from = momentOf(fromMs, locale);
  const to = momentOf(toMs, locale);
  if (from.day !== to.day || toMs - nowMs > 6 * dayMs) return t('pace.before-reset');
  const isToday = from.day === momentOf(nowMs, locale).day || from.day === dayOf(nowMs, locale);
  const isTomorrow = !isToday && from.day === dayOf(nowMs + dayMs, locale);
  if (!isToday && !isTomorrow) return t('pace.on-day', { day: weekday(fromMs, locale) });
  if (from.part === to.part) return t(partKeys[isTomorrow ? 'tomorrow' : 'today'][from.part]);
  return t(isTomorrow ? 'pace.tomorrow' : 'pace.today');
}

/** Rounds a time to ten minutes, or to five minutes if the spread is at most ten minutes. */
function rounded(atMs: number, spreadMs: number): number {
  const stepMs = (spreadMs <= 10 * minuteMs ? 5 : 10) * minuteMs;
  return Math.round(atMs / stepMs) * stepMs;
}

/** Returns the day and its part in the user's time zone. Times before 5:00 belong to the night of the day before. */
function momentOf(atMs: number, locale: LocaleContext): { readonly day: string; readonly part: DayPart } {
  const { timeZone } = locale;
  const hour = Number(dateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(atMs));
  return { day: dayOf(hour < 5 ? atMs - 5 * hourMs : atMs, locale), part: partOf(hour) };
}

function dayOf(atMs: number, { timeZone }: LocaleContext): string {
  return dateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs);
}

function partOf(hour: number): DayPart {
  if (hour < 5 || hour >= 22) return 'night';
  if (hour < 12) return 'morning';
  return hour < 17 ? 'afternoon' : 'evening';
}

function weekday(atMs: number, { formats, timeZone }: LocaleContext): string {
  return dateTimeFormat(formats.times, { weekday: 'long', timeZone }).format(atMs);
}
