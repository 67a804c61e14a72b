import * as v from 'valibot';

import { boundedList, boundedText, epochMs, longestText } from '../units/bounds.ts';
import { parseDate } from '../units/calendar.ts';
import { parseDecimal } from '../units/decimal.ts';
import type { DailyUsageDay, UsageTokens } from './day.ts';
import { dayMs } from '../units/time.ts';

/** Stores days, and when each account was requested. Several processes share it. No function throws. */
export interface DailyUsageStore {
  /** The days in the order of their dates. */
  readonly days: (accountId: string) => readonly DailyUsageDay[];
  /** Merges an answer into the stored days. */
  readonly keep: (accountId: string, days: readonly DailyUsageDay[]) => void;
  readonly asked: (accountId: string) => RequestRecord | null;
  /**
   * Claims the next request. True: the caller may send it now, and no process may send another before `notBeforeMs`.
   */
  readonly claim: (accountId: string, nowMs: number, notBeforeMs: number) => boolean;
  /** Stores the outcome of a request. An `answeredAtMs` of null keeps the earlier time. */
  readonly settle: (accountId: string, answeredAtMs: number | null, notBeforeMs: number) => void;
  /** Merges the days of one account into another. False: the disk refused it, and nothing changed. */
  readonly move: (fromAccountId: string, toAccountId: string) => boolean;
  /** Deletes the days of an account. False: the disk refused it. */
  readonly forget: (accountId: string) => boolean;
}

export interface RequestRecord {
  /** When the last answered request was sent; null: no request was answered. */
  readonly answeredAtMs: number | null;
  readonly notBeforeMs: number;
}

/** The longest wait. No service asks for more; a longer one means that the clock was set back. */
export const maxWaitMs = dayMs;

/**
 * Merges the stored days with those of an answer, in the order of their dates. The newer answer about a day
 * replaces the older one. A day that only one side has stays. Tokens that the newer answer does not state
 * yet stay, with their own age. An answer of the Codex tool states only the tokens of a day, so it replaces neither
 * the other figures nor tokens by type. The order of the answers does not change the result.
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
  const newer =
    statesOnlyTokens(one) === statesOnlyTokens(other)
      ? newerOf(one, other, (day) => ({ ...day, tokens: null }))
      : statesOnlyTokens(one)
        ? other
        : one;
  const tokens =
    one.tokens === null || other.tokens === null ? (one.tokens ?? other.tokens) : mergeTokens(one.tokens, other.tokens);
  return newer.tokens === tokens ? newer : { ...newer, tokens };
}

function mergeTokens(one: UsageTokens, other: UsageTokens): UsageTokens {
  if (isByType(one) !== isByType(other)) return isByType(one) ? one : other;
  return newerOf(one, other, (each) => each);
}

function isByType({ uncachedInput, cachedInput, output }: UsageTokens): boolean {
  return uncachedInput !== null || cachedInput !== null || output !== null;
}

function statesOnlyTokens({ totals, tokens, clients, models }: DailyUsageDay): boolean {
  const isEmpty = clients.length === 0 && models.length === 0;
  return isEmpty && tokens !== null && Object.values(totals).every((figure) => figure === null);
}

/** The newer of two values. For the same age their JSON text decides, so that the order of arrival does not. */
function newerOf<T extends { readonly asOfMs: number }>(one: T, other: T, comparable: (value: T) => unknown): T {
  if (one.asOfMs !== other.asOfMs) return one.asOfMs > other.asOfMs ? one : other;
  return JSON.stringify(comparable(one)) >= JSON.stringify(comparable(other)) ? one : other;
}

const count = v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)));
const timeMs = v.pipe(epochMs, v.integer());
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

/** A stored or exported day as JSON. */
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
