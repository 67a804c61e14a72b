import { dateTimeFormat } from '../i18n/formatters.ts';
import { isRecord } from '../units/json.ts';

/** The kinds of alert, with their names in the settings and in stored notifications. */
export const alertKinds = [
  'exhausted',
  'threshold',
  'will-run-out',
  'window-back',
  'credits-low',
  'reset-credit-expiring',
  'sign-in-needed',
  'grant-offered',
] as const;

/** The kind of an alert. */
export type AlertKind = (typeof alertKinds)[number];

/** The days of the week, in the order of `Date.getUTCDay`. */
export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** A day of the week. */
export type Weekday = (typeof weekdays)[number];

/** A span of quiet hours, `HH:MM` in the user's time zone. If `to` is before `from`, the span lasts past midnight. */
export interface QuietSpan {
  readonly from: string;
  readonly to: string;
}

/** The quiet span that begins on each day. A day without an entry has no quiet span. */
export type QuietHours = Readonly<Partial<Record<Weekday, QuietSpan | undefined>>>;

/**
 * Returns true if this time lies in a quiet span. Only the local time counts. If daylight saving repeats an hour, it is
 * quiet both times. If daylight saving skips an hour, the span is shorter. A span with equal ends lasts 24 hours.
 */
export function isQuiet(quietHours: QuietHours, timeZone: string, nowMs: number): boolean {
  const { day, minute } = wallClock(nowMs, timeZone);
  const today = spanOf(quietHours, day);
  const yesterday = spanOf(quietHours, (day + 6) % 7);
  return (
    (today !== null && minute >= today.from && (today.overnight || minute < today.to)) ||
    (yesterday !== null && yesterday.overnight && minute < yesterday.to)
  );
}

function spanOf(quietHours: QuietHours, day: number): { from: number; to: number; overnight: boolean } | null {
  const span = quietHours[weekdays[day] ?? 'sunday'];
  if (span === undefined) return null;
  const [from, to] = [minuteOf(span.from), minuteOf(span.to)];
  return { from, to, overnight: to <= from };
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function wallClock(atMs: number, timeZone: string): { readonly day: number; readonly minute: number } {
  const format = dateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', weekday: 'long', hour: '2-digit', minute: '2-digit' },
  });
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const day = weekdays.findIndex((name) => name === parts.get('weekday')?.toLowerCase());
  return { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

/**
 * Returns stored settings with one list of steps, which colours limits and notifies. Earlier versions had one list for
 * each. The list for notifications counts. If the user never set it, the list for colours does. An empty list for
 * notifications turned them off, so the colours stay and this kind of notification is off.
 */
export function withOneListOfSteps(stored: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Object.hasOwn(stored, 'warnAtPercent')) return stored;
  const { warnAtPercent, ...others } = stored;
  const { alertAtPercent: steps, alertKinds: kinds } = others;
  const isOff = Array.isArray(steps) && steps.length === 0;
  if (!isOff) return steps === undefined ? { ...others, alertAtPercent: warnAtPercent } : others;
  return {
    ...others,
    alertAtPercent: warnAtPercent,
    alertKinds: { ...(isRecord(kinds) ? kinds : {}), threshold: false },
  };
}
