import { asRecord } from '../../units/json.ts';
import type { TokenCounts } from '../entry.ts';
import { tokenCount } from './fields.ts';

/**
 * Counts as several tools state them: the input contains what a cache gave and took, and the output contains the
 * reasoning. A tool states them for a request, or as the sum of a session so far.
 */
export type RunningSums = readonly [input: number, cached: number, written: number, output: number, reasoning: number];

/** The names that a tool gives the five counts. Of several names for one count the first that has a value is read. */
export type SumNames = readonly [...(readonly string[])[]] & { readonly length: 5 };

/** Parses five counts. Null: the value is no object, or one of them is no count. A missing count is 0. Never throws. */
export function parseSums(value: unknown, names: SumNames): RunningSums | null {
  const record = asRecord(value);
  if (record === null) return null;
  const counts = names.map((ofOne) => tokenCount(record[ofOne.find((name) => (record[name] ?? null) !== null) ?? '']));
  return counts.includes(null) ? null : (counts as unknown as RunningSums);
}

/** Returns the text that a reader remembers of sums. */
export function sumsText(sums: RunningSums): string {
  return sums.join();
}

/** Returns the sums of a text of `sumsText`; null for anything else. */
export function sumsOfText(text: unknown): RunningSums | null {
  const counts = typeof text === 'string' ? text.split(',').map(Number) : [];
  return counts.length === 5 && counts.every(Number.isSafeInteger) ? (counts as unknown as RunningSums) : null;
}

/** Returns what was added since the sums before. Sums of which one became smaller began at 0 again. */
export function addedSince(sums: RunningSums, before: RunningSums | null): RunningSums {
  if (before === null || sums.some((sum, index) => sum < (before[index] ?? 0))) return sums;
  return sums.map((sum, index) => sum - (before[index] ?? 0)) as unknown as RunningSums;
}

/** Returns the counts by kind, no kind with another in it. */
export function tokensOfSums([input, cached, written, output, thought]: RunningSums): TokenCounts {
  const cacheRead = Math.min(cached, input);
  const cacheWrite = Math.min(written, input - cacheRead);
  const reasoning = Math.min(thought, output);
  return {
    input: input - cacheRead - cacheWrite,
    ...{ cacheRead, cacheWrite, cacheWriteHour: 0 },
    ...{ output: output - reasoning, reasoning },
  };
}
