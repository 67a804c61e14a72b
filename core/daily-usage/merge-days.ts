import type { DailyUsageDay } from './day.ts';

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
