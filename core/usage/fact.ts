/**
 * One figure with its provenance (systems.md ).
 *
 * `said` is the newest value any source stated; `unknownSinceMs` is the newest time at which the
 * authoritative source stated that it does not know. Keeping both apart makes the merge
 * order-independent: a late, older value can fill a gap but never hides a newer "unknown".
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
 * What one observation says about one field: a value, or that its source does not know.
 * A field that the observation leaves out (`undefined`) was not spoken about at all.
 */
export type Stated<T> = { readonly is: 'value'; readonly value: T } | { readonly is: 'unknown' };

export const statedUnknown: Stated<never> = { is: 'unknown' };

export function statedValue<T>(value: T): Stated<T> {
  return { is: 'value', value };
}

export const noFact: Fact<never> = { said: null, unknownSinceMs: null };

/** The value if it is known and not withdrawn since, else null. */
export function currentValue<T>(fact: Fact<T>): T | null {
  return isWithdrawn(fact) || fact.said === null ? null : fact.said.value;
}

/** True when the source has said "unknown" after it last gave a value (S1-18). */
export function isWithdrawn<T>(fact: Fact<T>): boolean {
  return fact.said !== null && fact.unknownSinceMs !== null && fact.unknownSinceMs > fact.said.asOfMs;
}

/**
 * Joins what one observation says about a field into what is known. Commutative for distinct ages,
 * idempotent, and never moves a field back in time. What lies after `nowMs` was read before the clock was
 * set back, so it is older than anything that is said now.
 */
export function mergeFact<T>(
  fact: Fact<T>,
  spoken: Stated<T> | undefined,
  asOfMs: number,
  source: Source,
  nowMs = Number.POSITIVE_INFINITY,
): Fact<T> {
  if (spoken === undefined) return fact;
  const known = beforeSetback(fact, asOfMs - 1, nowMs);
  if (spoken.is === 'unknown') {
    const since = Math.max(known.unknownSinceMs ?? asOfMs, asOfMs);
    return since === known.unknownSinceMs ? known : { ...known, unknownSinceMs: since };
  }
  if (known.said !== null && known.said.asOfMs >= asOfMs) return known;
  return { ...known, said: { value: spoken.value, asOfMs, source } };
}

/** Drops what is older than a moment: both the value and the "unknown" about it. */
export function dropOlder<T>(fact: Fact<T>, floorMs: number, nowMs = Number.POSITIVE_INFINITY): Fact<T> {
  const { said, unknownSinceMs } = beforeSetback(fact, floorMs - 1, nowMs);
  const keepSaid = said === null || said.asOfMs >= floorMs;
  const keepUnknown = unknownSinceMs === null || unknownSinceMs >= floorMs;
  if (keepSaid && keepUnknown) return fact;
  return { said: keepSaid ? said : null, unknownSinceMs: keepUnknown ? unknownSinceMs : null };
}

/** A withdrawn value stays withdrawn: it remains older than the word that it is not known. */
function beforeSetback<T>(fact: Fact<T>, latestMs: number, nowMs: number): Fact<T> {
  const { said, unknownSinceMs } = fact;
  const isSaidAfter = said !== null && said.asOfMs > nowMs;
  const isUnknownAfter = unknownSinceMs !== null && unknownSinceMs > nowMs;
  if (!isSaidAfter && !isUnknownAfter) return fact;
  const saidLatestMs = isWithdrawn(fact) ? latestMs - 1 : latestMs;
  return {
    said: isSaidAfter ? { ...said, asOfMs: Math.min(saidLatestMs, nowMs) } : said,
    unknownSinceMs: isUnknownAfter ? Math.min(latestMs, nowMs) : unknownSinceMs,
  };
}
