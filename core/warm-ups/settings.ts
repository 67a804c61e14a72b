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
 * The first moment after another at which the clock of a time zone shows this time on one of these days,
 * epoch ms; null: there is none. A time that the clock skips comes at the next one it shows, a time that
 * it shows twice comes once.
 */
export type NextOccurrence = (at: WeekTime, timeZone: string, afterMs: number) => number | null;

const daysSchema = v.pipe(
  boundedList(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)), 7),
  v.minLength(1),
  v.check((days) => days.every((day, index) => index === 0 || day > (days[index - 1] ?? 0))),
  v.readonly(),
);

const timeSchema = v.pipe(boundedText(5), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/));

/** How many scheduled times of each kind there may be. */
export const mostSchedules = 48;

/** A time at which usage is asked beside the usual turns. */
export const refreshSlotsSchema = v.pipe(
  boundedList(v.object({ days: daysSchema, time: timeSchema }), mostSchedules),
  v.readonly(),
);

const name = v.pipe(boundedText(longestId), v.minLength(1));

/** The user's wish that the short window of an account begins at a time of day. */
const windowWarmupSchema = v.object({
  id: name,
  accountId: name,
  days: daysSchema,
  time: timeSchema,
  /** For how long after its time a slot that was slept through is still taken. */
  graceMinutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(240)),
  enabled: v.boolean(),
  /** When the user set it so; what lies before is not caught up. */
  sinceMs: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15)), 0),
});

export const windowWarmupsSchema = v.pipe(
  boundedList(windowWarmupSchema, mostSchedules),
  v.check((all) => new Set(all.map(({ id }) => id)).size === all.length),
  v.readonly(),
);

/** How many runs there may be at most, over all accounts; 0: none, which is how it begins. */
export const warmupCapSchema = v.object({
  perDay: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24)),
  perWeek: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)),
});

export type WindowWarmup = Readonly<v.InferOutput<typeof windowWarmupSchema>>;
export type WarmupCap = Readonly<v.InferOutput<typeof warmupCapSchema>>;

/** Whether the user has left any room for a run at all. */
export function hasRoom({ perDay, perWeek }: WarmupCap): boolean {
  return perDay > 0 && perWeek > 0;
}
