/**
 * One figure of an account with its source and age.
 *
 * `said` is the newest value that any source stated. `unknownSinceMs` is the newest time at which the source
 * that decides about the figure stated that it does not know. The merge needs both, so that the order in which
 * observations arrive does not matter: a late, older value can fill a gap, but never hides a newer "unknown".
 */
export interface Fact<T> {
  readonly said: SourcedValue<T> | null;
  readonly unknownSinceMs: number | null;
}

interface SourcedValue<T> {
  readonly value: T;
  /** When the figure was true, epoch ms. */
  readonly asOfMs: number;
  readonly source: Source;
}

/** Where a figure came from; the public names of the snapshot. */
export type Source = 'poll' | 'headers' | 'log' | 'statusline' | 'app-server' | 'cache';

/**
 * What one observation says about one field: a value, or that its source does not know. An observation that
 * says nothing about a field leaves the field out.
 */
export type Stated<T> = { readonly is: 'value'; readonly value: T } | { readonly is: 'unknown' };

export const statedUnknown: Stated<never> = { is: 'unknown' };

/** The statement that a field has this value. */
export function statedValue<T>(value: T): Stated<T> {
  return { is: 'value', value };
}

/** A fact that no source has spoken about. */
export const noFact: Fact<never> = { said: null, unknownSinceMs: null };

/** The value where it is known and not withdrawn since, else null. */
export function currentValue<T>(fact: Fact<T>): T | null {
  return isWithdrawn(fact) || fact.said === null ? null : fact.said.value;
}

/** True when the source stated "unknown" after it last stated a value. */
export function isWithdrawn<T>(fact: Fact<T>): boolean {
  return fact.said !== null && fact.unknownSinceMs !== null && fact.unknownSinceMs > fact.said.asOfMs;
}

/**
 * The fact after one more statement. For statements of distinct ages the order does not matter, a repeated one
 * changes nothing, and the fact never moves back in time.
 *
 * @param asOfMs When the statement was true, epoch ms.
 * @param nowMs The present, epoch ms. A fact that lies after it was read before the clock was set back, so any
 * statement of now is newer.
 */
export function mergeFact<T>(
  fact: Fact<T>,
  statement: Stated<T> | undefined,
  asOfMs: number,
  source: Source,
  nowMs = Number.POSITIVE_INFINITY,
): Fact<T> {
  if (statement === undefined) return fact;
  const known = beforeSetback(fact, asOfMs - 1, nowMs);
  if (statement.is === 'unknown') {
    const sinceMs = Math.max(known.unknownSinceMs ?? asOfMs, asOfMs);
    return sinceMs === known.unknownSinceMs ? known : { ...known, unknownSinceMs: sinceMs };
  }
  if (known.said !== null && known.said.asOfMs >= asOfMs) return known;
  return { ...known, said: { value: statement.value, asOfMs, source } };
}

/** The fact without what is older than `floorMs`: both its value and the "unknown" about it. */
export function dropOlder<T>(fact: Fact<T>, floorMs: number, nowMs = Number.POSITIVE_INFINITY): Fact<T> {
  const { said, unknownSinceMs } = beforeSetback(fact, floorMs - 1, nowMs);
  const keepsValue = said === null || said.asOfMs >= floorMs;
  const keepsUnknown = unknownSinceMs === null || unknownSinceMs >= floorMs;
  if (keepsValue && keepsUnknown) return fact;
  return { said: keepsValue ? said : null, unknownSinceMs: keepsUnknown ? unknownSinceMs : null };
}

/**
 * The fact with times after `nowMs` moved to `latestMs` at the latest. A withdrawn value stays older than the
 * "unknown" that withdrew it.
 */
function beforeSetback<T>(fact: Fact<T>, latestMs: number, nowMs: number): Fact<T> {
  const { said, unknownSinceMs } = fact;
  const isValueAhead = said !== null && said.asOfMs > nowMs;
  const isUnknownAhead = unknownSinceMs !== null && unknownSinceMs > nowMs;
  if (!isValueAhead && !isUnknownAhead) return fact;
  const valueLatestMs = isWithdrawn(fact) ? latestMs - 1 : latestMs;
  return {
    said: isValueAhead ? { ...said, asOfMs: Math.min(valueLatestMs, nowMs) } : said,
    unknownSinceMs: isUnknownAhead ? Math.min(latestMs, nowMs) : unknownSinceMs,
  };
}
