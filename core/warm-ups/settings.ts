import * as v from 'valibot';
import { boundedList, boundedText, longestId } from '../units/bounds.ts';
import { daysSchema, timeSchema } from './week-time.ts';

/** How many scheduled times of each kind there may be. */
export const mostSchedules = 48;

/** A time at which usage is asked beside the usual turns. */
export const refreshSlotsSchema = v.pipe(
  boundedList(v.object({ days: daysSchema, time: timeSchema }), mostSchedules),
  v.readonly(),
);

const name = v.pipe(boundedText(longestId), v.minLength(1));

/** The user's wish that the short window of an account begins at a time of day. */
export const windowWarmupSchema = v.object({
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
