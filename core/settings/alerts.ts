import { dateTimeFormat } from '../i18n/formatters.ts';

/** The kinds of alert, as the settings and the stored notifications name them. */
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

export type AlertKind = (typeof alertKinds)[number];

/** The days of the week, in the order of `Date.getUTCDay`. */
export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

export type Weekday = (typeof weekdays)[number];

/** A span of quiet hours, `HH:MM` in the user's time zone. A span that ends before it begins lasts past midnight. */
export interface QuietSpan {
  readonly from: string;
  readonly to: string;
}

/** The quiet span that begins on each day. A day without an entry has none. */
export type QuietHours = Readonly<Partial<Record<Weekday, QuietSpan | undefined>>>;

/**
 * Whether this moment lies in a quiet span. Only the local time counts. An hour that daylight saving repeats is
 * therefore quiet both times, and a skipped hour is skipped. A span that ends when it begins lasts 24 hours.
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
