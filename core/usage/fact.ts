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

export interface SourcedValue<T> {
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
