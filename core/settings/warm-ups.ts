import * as v from 'valibot';

import { boundedList, boundedText, longestId } from '../units/bounds.ts';

/** A time of day on some days of the week. */
export interface WeekTime {
  /** 1 is Monday, 7 is Sunday; ascending. */
  readonly days: readonly number[];
  /** `HH:MM`, 00:00 to 23:59. */
  readonly time: string;
}

/**
 * The first moment after `afterMs` at which a time of day occurs in a time zone, epoch ms; null: never. A time that
 * daylight saving skips occurs at the next existing time. A time that it repeats occurs once.
 */
export type NextOccurrence = (at: WeekTime, timeZone: string, afterMs: number) => number | null;

const daysSchema = v.pipe(
  boundedList(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)), 7),
  v.minLength(1),
  v.check((days) => days.every((day, index) => index === 0 || day > (days[index - 1] ?? 0))),
  v.readonly(),
);

const timeSchema = v.pipe(boundedText(5), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/));

/** The most schedules of each kind. */
export const mostSchedules = 48;

/** The setting `refreshSlots`: times at which usage is polled in addition to the usual polls. */
export const refreshSlotsSchema = v.pipe(
  boundedList(v.object({ days: daysSchema, time: timeSchema }), mostSchedules),
  v.readonly(),
);

const name = v.pipe(boundedText(longestId), v.minLength(1));

/** The schedule of a warm-up: the short window of an account must start at this time of day. */
const windowWarmupSchema = v.object({
  id: name,
  accountId: name,
  days: daysSchema,
  time: timeSchema,
  /** For how many minutes after its time a missed warm-up may still run, for example after sleep. */
  graceMinutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(240)),
  enabled: v.boolean(),
  /** When the user last changed the schedule. Times before it are not made up for. */
  sinceMs: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15)), 0),
});

export const windowWarmupsSchema = v.pipe(
  boundedList(windowWarmupSchema, mostSchedules),
  v.check((all) => new Set(all.map(({ id }) => id)).size === all.length),
  v.readonly(),
);

/** The most runs over all accounts. The default 0 allows none. */
export const warmupCapSchema = v.object({
  perDay: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24)),
  perWeek: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)),
});

export type WindowWarmup = Readonly<v.InferOutput<typeof windowWarmupSchema>>;
export type WarmupCap = Readonly<v.InferOutput<typeof warmupCapSchema>>;

/** Whether the cap allows any run at all. */
export function hasRoom({ perDay, perWeek }: WarmupCap): boolean {
  return perDay > 0 && perWeek > 0;
}
