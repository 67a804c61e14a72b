import type { Fact, Said, Source } from './fact.ts';

/**
 * Joins what one observation says about a field into what is known (S1-14 .. S1-19).
 * Commutative for distinct ages, idempotent, and never moves a field back in time.
 */
export function mergeFact<T>(known: Fact<T>, spoken: Said<T> | undefined, asOfMs: number, source: Source): Fact<T> {
  if (spoken === undefined) return known;
  if (spoken.is === 'unknown') {
    const since = Math.max(known.unknownSinceMs ?? asOfMs, asOfMs);
    return since === known.unknownSinceMs ? known : { ...known, unknownSinceMs: since };
  }
  if (known.said !== null && known.said.asOfMs >= asOfMs) return known;
  return { ...known, said: { value: spoken.value, asOfMs, source } };
}

/** Drops what is older than a moment: both the value and the "unknown" about it. */
export function dropOlder<T>(fact: Fact<T>, floorMs: number): Fact<T> {
  const keepSaid = fact.said === null || fact.said.asOfMs >= floorMs;
  const keepUnknown = fact.unknownSinceMs === null || fact.unknownSinceMs >= floorMs;
  if (keepSaid && keepUnknown) return fact;
  return { said: keepSaid ? fact.said : null, unknownSinceMs: keepUnknown ? fact.unknownSinceMs : null };
}
