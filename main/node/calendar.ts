import { Cron } from 'croner';
import type { NextOccurrence, WeekTime } from '../../core/warm-ups/settings.ts';

const rememberedAtMost = 200;

/**
 * Occurrences of a time of day by the calendar of a time zone, right over its clock changes: a time with
 * one value each for hour and minute comes once a day, be it skipped or shown twice. Nothing is scheduled.
 */
export function createNextOccurrence(): NextOccurrence {
  const made = new Map<string, Cron>();

  function cronOf({ days, time }: WeekTime, timeZone: string): Cron {
    const [hour, minute] = time.split(':').map(Number);
    const pattern = `0 ${minute ?? 0} ${hour ?? 0} * * ${days.map((day) => day % 7).join(',')}`;
    const key = `${timeZone} ${pattern}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    if (made.size >= rememberedAtMost) made.clear();
    const cron = new Cron(pattern, { timezone: timeZone, paused: true });
    made.set(key, cron);
    return cron;
  }

  return (at, timeZone, afterMs) => {
    try {
      return cronOf(at, timeZone).nextRun(new Date(afterMs))?.getTime() ?? null;
    } catch {
      return null;
    }
  };
}
