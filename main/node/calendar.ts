import { Cron } from 'croner';
import type { NextOccurrence, WeekTime } from '../../core/settings/warm-ups.ts';

const maximumCachedCrons = 200;

/**
 * Creates the function that finds the next occurrence of a time of day in a time zone. It handles clock changes: a time
 * occurs once a day, even if the clock skips it or shows it twice. It schedules nothing.
 */
export function createNextOccurrence(): NextOccurrence {
  const cached = new Map<string, Cron>();

  function cronOf({ days, time }: WeekTime, timeZone: string): Cron {
    const [hour, minute] = time.split(':').map(Number);
    const pattern = `0 ${minute ?? 0} ${hour ?? 0} * * ${days.map((day) => day % 7).join(',')}`;
    const key = `${timeZone} ${pattern}`;
    const known = cached.get(key);
    if (known !== undefined) return known;
    if (cached.size >= maximumCachedCrons) cached.clear();
    const cron = new Cron(pattern, { timezone: timeZone, paused: true });
    cached.set(key, cron);
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
