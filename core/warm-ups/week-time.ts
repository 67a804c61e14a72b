import * as v from 'valibot';
import { boundedList, boundedText } from '../units/bounds.ts';

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

export const daysSchema = v.pipe(
  boundedList(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)), 7),
  v.minLength(1),
  v.check((days) => days.every((day, index) => index === 0 || day > (days[index - 1] ?? 0))),
  v.readonly(),
);

export const timeSchema = v.pipe(boundedText(5), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
