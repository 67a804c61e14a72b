import { dateTimeFormat } from '../i18n/formatters.ts';
import { dateAfter, dateMs } from '../units/calendar.ts';
import { bucketMs } from './bucket.ts';

/** The day of the week with which a week begins: 0 is Sunday. */
export type WeekStart = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Tells the local dates and hours of one time zone. */
export interface LocalCalendar {
  readonly timeZone: string;
  /** Returns the local date of a moment, `YYYY-MM-DD`. */
  readonly dayOf: (atMs: number) => string;
  /** Returns the local hour of a moment, 0 to 23. */
  readonly hourOf: (atMs: number) => number;
}

/** Returns true for the name of a time zone that `Intl` knows. */
export function isTimeZone(name: string): boolean {
  try {
    dateTimeFormat('en-CA', { timeZone: name });
    return name !== '';
  } catch {
    return false;
  }
}

/**
 * Makes the calendar of a time zone. Every quarter of an hour lies in one local hour, also when clocks change, and is
 * worked out once.
 */
export function createLocalCalendar(timeZone: string): LocalCalendar {
  const format = dateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
    calendar: 'gregory',
    numberingSystem: 'latn',
  });
  const known = new Map<number, readonly [string, number]>();

  function localOf(atMs: number): readonly [string, number] {
    const quarter = Math.floor(atMs / bucketMs);
    const found = known.get(quarter);
    if (found !== undefined) return found;
    const parts = new Map(format.formatToParts(quarter * bucketMs).map(({ type, value }) => [type, value]));
    const date = `${parts.get('year') ?? ''}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}`;
    const local = [date, Number(parts.get('hour'))] as const;
    known.set(quarter, local);
    return local;
  }

  return { timeZone, dayOf: (atMs) => localOf(atMs)[0], hourOf: (atMs) => localOf(atMs)[1] };
}

/** Returns the first day of the week of a date. */
export function weekOf(date: string, start: WeekStart): string {
  const weekday = new Date(dateMs(date)).getUTCDay();
  return dateAfter(date, -((weekday - start + 7) % 7));
}

/** Returns the month of a date, `YYYY-MM`. */
export function monthOf(date: string): string {
  return date.slice(0, 7);
}
