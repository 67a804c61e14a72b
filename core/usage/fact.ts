/**
 * One figure of an account with its source and age.
 *
 * `said` is the newest value that any source stated. `unknownSinceMs` is the newest time at which the deciding source
 * stated that it does not know the figure, epoch ms. The merge needs both, so that the order of observations does not
 * matter. A late, older value can fill a gap, but never hides a newer "unknown".
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

/**
 * The sources of figures. These are public names of the snapshot. `tool`: Claude Code. The history stores their
 * positions, so a new source goes to the end.
 */
export const sources = ['poll', 'headers', 'log', 'statusline', 'app-server', 'cache', 'tool'] as const;

/** One of `sources`. */
export type Source = (typeof sources)[number];

/**
 * What one observation states about one field: a value, or that its source does not know it. An observation leaves out
 * a field that it does not state.
 */
export type Stated<T> = { readonly is: 'value'; readonly value: T } | { readonly is: 'unknown' };

/** The statement that the source does not know a field. */
export const statedUnknown: Stated<never> = { is: 'unknown' };

/** Returns the statement that a field has this value. */
export function statedValue<T>(value: T): Stated<T> {
  return { is: 'value', value };
}

/** A fact that no source has stated. */
export const noFact: Fact<never> = { said: null, unknownSinceMs: null };

/** Returns the value of a fact; null: unknown or withdrawn. */
export function currentValue<T>(fact: Fact<T>): T | null {
  return isWithdrawn(fact) || fact.said === null ? null : fact.said.value;
}

/** Returns true if a source stated "unknown" after the last value. */
export function isWithdrawn<T>(fact: Fact<T>): boolean {
  return fact.said !== null && fact.unknownSinceMs !== null && fact.unknownSinceMs > fact.said.asOfMs;
}

/**
 * Returns the fact after one more statement. For statements of distinct ages the order does not matter. A repeated
 * statement changes nothing. The fact never moves back in time.
 *
 * @param asOfMs When the statement was true, epoch ms.
 * @param nowMs The present time, epoch ms. A later fact was read before the clock was set back, so any current
 * statement is newer.
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

/** Returns the fact without a value or an "unknown" that is older than `floorMs`. */
export function dropOlder<T>(fact: Fact<T>, floorMs: number, nowMs = Number.POSITIVE_INFINITY): Fact<T> {
  const { said, unknownSinceMs } = beforeSetback(fact, floorMs - 1, nowMs);
  const keepsValue = said === null || said.asOfMs >= floorMs;
  const keepsUnknown = unknownSinceMs === null || unknownSinceMs >= floorMs;
  if (keepsValue && keepsUnknown) return fact;
  return { said: keepsValue ? said : null, unknownSinceMs: keepsUnknown ? unknownSinceMs : null };
}

/**
 * Returns the fact with times after `nowMs` moved back to `latestMs` or earlier. A withdrawn value stays older than the
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
