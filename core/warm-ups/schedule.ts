import { dateTimeFormat } from '../i18n/formatters.ts';
import type { NextOccurrence, WeekTime, WindowWarmup } from '../settings/warm-ups.ts';

/** One occurrence of a warm-up schedule. */
export interface ScheduledTime {
  readonly warmup: WindowWarmup;
  readonly atMs: number;
  /** The date in the user's time zone, `YYYY-MM-DD`. */
  readonly date: string;
  readonly timeZone: string;
  /** The key of this occurrence: account, local date, time of day, time zone. A clock change does not alter it. */
  readonly key: string;
}

export interface ScheduleCalendar {
  readonly timeZone: string;
  readonly next: NextOccurrence;
}

const mostMoments = 1000;

/** The moments at which a time of day occurs, after `afterMs` and up to `untilMs`, ascending. */
export function momentsBetween(
  at: WeekTime,
  { timeZone, next }: ScheduleCalendar,
  afterMs: number,
  untilMs: number,
): readonly number[] {
  const found: number[] = [];
  let lastMs = afterMs;
  while (found.length < mostMoments) {
    const atMs = next(at, timeZone, lastMs);
    if (atMs === null || atMs > untilMs || atMs <= lastMs) break;
    found.push(atMs);
    lastMs = atMs;
  }
  return found;
}

/** The scheduled times of all enabled schedules, after `afterMs` and up to `untilMs`, soonest first. */
export function scheduledTimesBetween(
  warmups: readonly WindowWarmup[],
  calendar: ScheduleCalendar,
  afterMs: number,
  untilMs: number,
): readonly ScheduledTime[] {
  return warmups
    .filter(({ enabled }) => enabled)
    .flatMap((warmup) =>
      momentsBetween(warmup, calendar, afterMs, untilMs).map((atMs) =>
        scheduledTimeOf(warmup, calendar.timeZone, atMs),
      ),
    )
    .sort((one, other) => one.atMs - other.atMs);
}

/** The first moment after `afterMs` at which one of these times occurs; null: never. */
export function nextMomentMs(
  times: readonly WeekTime[],
  { timeZone, next }: ScheduleCalendar,
  afterMs: number,
): number | null {
  const all = times.map((at) => next(at, timeZone, afterMs)).filter((atMs): atMs is number => atMs !== null);
  return all.length === 0 ? null : all.reduce((soonest, atMs) => Math.min(soonest, atMs));
}

/** The date of a moment in a time zone, `YYYY-MM-DD`. */
export function localDate(atMs: number, timeZone: string): string {
  return dateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs);
}

/** The time of day of a moment in a time zone, `HH:MM`. */
export function localTime(atMs: number, timeZone: string): string {
  return dateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(atMs);
}

function scheduledTimeOf(warmup: WindowWarmup, timeZone: string, atMs: number): ScheduledTime {
  const date = localDate(atMs, timeZone);
  return { warmup, atMs, date, timeZone, key: `${warmup.accountId}|${date}|${warmup.time}|${timeZone}` };
}
