import { type Fact, isWithdrawn, type Stated, type Source } from './fact.ts';

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
