import * as v from 'valibot';

import { boundedList, boundedText, epochMs, longestId } from '../units/bounds.ts';

/** A time of day on some days of the week. */
export interface WeekTime {
  /** 1 is Monday, 7 is Sunday; ascending. */
  readonly days: readonly number[];
  /** `HH:MM`, 00:00 to 23:59. */
  readonly time: string;
}

/**
 * Returns the first time after `afterMs` with this time of day in a time zone, epoch ms; null: never. If daylight
 * saving skips the time of day, the next existing time counts. If daylight saving repeats it, it occurs once.
 */
export type NextOccurrence = (at: WeekTime, timeZone: string, afterMs: number) => number | null;

const daysSchema = v.pipe(
  boundedList(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)), 7),
  v.minLength(1),
  v.check((days) => days.every((day, index) => index === 0 || day > (days[index - 1] ?? 0))),
  v.readonly(),
);

const timeSchema = v.pipe(boundedText(5), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/));

/** The maximum number of schedules of each kind. */
export const mostSchedules = 48;

/** The schema of the setting `refreshSlots`: times at which usage is polled in addition to the usual polls. */
export const refreshSlotsSchema = v.pipe(
  boundedList(v.object({ days: daysSchema, time: timeSchema }), mostSchedules),
  v.readonly(),
);

const name = v.pipe(boundedText(longestId), v.minLength(1));

/** The schema of a warm-up schedule. The short window of the account should start at this time of day. */
const windowWarmupSchema = v.object({
  id: name,
  accountId: name,
  days: daysSchema,
  time: timeSchema,
  /** How many minutes after its time a missed warm-up may still run, for example after sleep. */
  graceMinutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(240)),
  enabled: v.boolean(),
  /** When the user last changed the schedule, epoch ms. The app does not make up for earlier times. */
  sinceMs: v.optional(v.pipe(epochMs, v.minValue(0)), 0),
});

/** The schema of all warm-up schedules. Each id occurs once. */
export const windowWarmupsSchema = v.pipe(
  boundedList(windowWarmupSchema, mostSchedules),
  v.check((all) => new Set(all.map(({ id }) => id)).size === all.length),
  v.readonly(),
);

/** The schema of the most runs over all accounts. The default 0 allows no run. */
export const warmupCapSchema = v.object({
  perDay: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24)),
  perWeek: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)),
});

/** A warm-up schedule. */
export type WindowWarmup = Readonly<v.InferOutput<typeof windowWarmupSchema>>;
/** The most runs of warm-ups in a day and in a week. */
export type WarmupCap = Readonly<v.InferOutput<typeof warmupCapSchema>>;

/** Returns true if the cap allows any run at all. */
export function hasRoom({ perDay, perWeek }: WarmupCap): boolean {
  return perDay > 0 && perWeek > 0;
}
