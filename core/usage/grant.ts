import { dayMs, hourMs } from '../units/time.ts';
import { currentValue, noFact } from './fact.ts';
import type { Facts } from './facts.ts';
import type { GrantReading, Observation } from './observation.ts';

/** How long an answer about a grant is fresh. */
export const grantFreshForMs = hourMs;

/**
 * Returns true if an answer about a grant is fresh, for exactly an hour. An answer of unknown age or from the future is
 * never fresh.
 */
export function isGrantFresh(answeredAtMs: number | null, nowMs: number): boolean {
  return answeredAtMs !== null && answeredAtMs <= nowMs && nowMs - answeredAtMs <= grantFreshForMs;
}

const forgottenAfterMs = 30 * dayMs;

/**
 * Returns the observation without a grant that repeats a fresh known grant. The repetition would only extend the known
 * time. A stale grant with the same content gets the new time. Other content counts at once.
 */
export function withoutRepeatedGrant(facts: Facts, observation: Observation, nowMs: number): Observation {
  const known = currentValue(facts.grant);
  const { grant: stated, ...rest } = observation;
  if (known === null || stated?.is !== 'value' || !isGrantFresh(known.answeredAtMs, nowMs)) return observation;
  return isSameOffer(known, stated.value) ? rest : observation;
}

/**
 * Returns the observation without a grant of unknown age if the age of the known grant is known. Such a grant comes
 * from a file and may be far older than the file.
 */
export function withoutUndatedGrant(facts: Facts, observation: Observation): Observation {
  const { grant: stated, ...rest } = observation;
  const isUndated = stated?.is === 'value' && stated.value.answeredAtMs === null;
  return isUndated && (facts.grant.said?.value.answeredAtMs ?? null) !== null ? rest : observation;
}

function isSameOffer(one: GrantReading, other: GrantReading): boolean {
  return (
    one.available === other.available &&
    one.eligible === other.eligible &&
    one.granted === other.granted &&
    one.amountMinorUnits === other.amountMinorUnits &&
    one.currency === other.currency
  );
}

/**
 * Returns the facts without a grant that no source has stated for 30 days. The result is the same object if there is
 * none.
 */
export function withoutOldGrant(facts: Facts, nowMs: number): Facts {
  const { said, unknownSinceMs } = facts.grant;
  const newestMs = Math.max(said?.asOfMs ?? -Infinity, unknownSinceMs ?? -Infinity);
  return newestMs > -Infinity && nowMs - newestMs > forgottenAfterMs ? { ...facts, grant: noFact } : facts;
}

/** Returns the facts without a grant. The result is the same object if no grant is known. */
export function withoutGrant(facts: Facts): Facts {
  return facts.grant.said === null && facts.grant.unknownSinceMs === null ? facts : { ...facts, grant: noFact };
}
