import * as v from 'valibot';

import { boundedList, boundedText, longestText } from '../units/bounds.ts';
import { parseDate } from '../units/calendar.ts';
import { parseDecimal } from '../units/decimal.ts';
import type { DailyUsageDay } from './day.ts';

/** Where days are kept, and when the service was asked; shared with other processes. Nothing throws. */
export interface DailyUsageStore {
  /** In the order of their dates. */
  readonly days: (accountId: string) => readonly DailyUsageDay[];
  /** Merges an answer into what is kept. */
  readonly keep: (accountId: string, days: readonly DailyUsageDay[]) => void;
  readonly asked: (accountId: string) => RequestRecord | null;
  /** True for the one who may ask now; then nobody may before `notBeforeMs`. */
  readonly claim: (accountId: string, nowMs: number, notBeforeMs: number) => boolean;
  /** What came of it: `answeredAtMs` null keeps the earlier time. */
  readonly settle: (accountId: string, answeredAtMs: number | null, notBeforeMs: number) => void;
  /** Merges the days of an account into those of another one. False: it was refused, and nothing changed. */
  readonly move: (fromAccountId: string, toAccountId: string) => boolean;
  /** False: it was refused. */
  readonly forget: (accountId: string) => boolean;
}

export interface RequestRecord {
  /** When the request was sent that was answered last; null: none ever was. */
  readonly answeredAtMs: number | null;
  readonly notBeforeMs: number;
}

/** No service asks for a longer wait; one that seems longer is of a clock that was set back. */
export const maxWaitMs = 86_400_000;

/**
 * Kept days and those of an answer, in the order of their dates. The newer answer about a day replaces
 * the older one; a day that only one side has stays; tokens that a newer answer does not tell yet stay
 * with the age they have. Gives the same in whatever order answers come.
 */
export function mergeDays(kept: readonly DailyUsageDay[], answer: readonly DailyUsageDay[]): readonly DailyUsageDay[] {
  const byDate = new Map<string, DailyUsageDay>();
  for (const day of [...kept, ...answer]) {
    const known = byDate.get(day.date);
    byDate.set(day.date, known === undefined ? day : mergeDay(known, day));
  }
  return [...byDate.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}

function mergeDay(one: DailyUsageDay, other: DailyUsageDay): DailyUsageDay {
  const newer = newerOf(one, other, (day) => ({ ...day, tokens: null }));
  const tokens =
    one.tokens === null || other.tokens === null
      ? (one.tokens ?? other.tokens)
      : newerOf(one.tokens, other.tokens, (each) => each);
  return newer.tokens === tokens ? newer : { ...newer, tokens };
}

/** Of two with the same age the text decides, so that the order in which they came does not. */
function newerOf<T extends { readonly asOfMs: number }>(one: T, other: T, said: (value: T) => unknown): T {
  if (one.asOfMs !== other.asOfMs) return one.asOfMs > other.asOfMs ? one : other;
  return JSON.stringify(said(one)) >= JSON.stringify(said(other)) ? one : other;
}

const count = v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)));
const timeMs = v.pipe(v.number(), v.safeInteger());
const counts = {
  users: count,
  threads: count,
  turns: count,
  credits: v.nullable(
    v.pipe(
      boundedText(100),
      v.check((text) => parseDecimal(text) === text),
    ),
  ),
};
const parts = boundedList(v.object({ name: v.pipe(boundedText(longestText), v.minLength(1)), ...counts }), 200);

/** A kept or exported day, as it is written to JSON. */
export const dailyUsageDaySchema: v.GenericSchema<unknown, DailyUsageDay> = v.object({
  date: v.pipe(
    boundedText(10),
    v.check((text) => parseDate(text) === text),
  ),
  asOfMs: timeMs,
  totals: v.object(counts),
  tokens: v.nullable(
    v.object({ asOfMs: timeMs, uncachedInput: count, cachedInput: count, output: count, total: count }),
  ),
  clients: parts,
  models: parts,
});
