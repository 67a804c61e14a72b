import { currentValue, noFact } from './fact.ts';
import type { Facts } from './facts.ts';
import type { GrantReading, Observation } from './observation.ts';

/** How long an answer about a grant counts (S0-3). */
export const grantFreshForMs = 3_600_000;

/**
 * Whether an answer about a grant still counts: for exactly an hour (S0-3). One of unknown age and one
 * from the future never do (S0-21).
 */
export function isGrantFresh(answeredAtMs: number | null, nowMs: number): boolean {
  return answeredAtMs !== null && answeredAtMs <= nowMs && nowMs - answeredAtMs <= grantFreshForMs;
}

const forgottenAfterMs = 30 * 24 * 3_600_000;

/**
 * An answer that says what is known of the grant anyway, while that is fresh, says nothing: nothing is
 * written and the known time is not extended (S0-7). Once the known one is stale the same words are a
 * new stamp (S0-8), and other words are news at once (S0-9).
 */
export function withoutRepeatedGrant(facts: Facts, observation: Observation, nowMs: number): Observation {
  const known = currentValue(facts.grant);
  const { grant: stated, ...rest } = observation;
  if (known === null || stated?.is !== 'value' || !isGrantFresh(known.answeredAtMs, nowMs)) return observation;
  return isSameOffer(known, stated.value) ? rest : observation;
}

/**
 * An entry of unknown age (S0-21) is as old as its file at best, so it says nothing where an answer is known
 * whose age is: it may be far older than that.
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

/** Facts without a grant that nobody has confirmed for 30 days (S0-23); the same object where there is none. */
export function withoutOldGrant(facts: Facts, nowMs: number): Facts {
  const { said, unknownSinceMs } = facts.grant;
  const newestMs = Math.max(said?.asOfMs ?? -Infinity, unknownSinceMs ?? -Infinity);
  return newestMs > -Infinity && nowMs - newestMs > forgottenAfterMs ? { ...facts, grant: noFact } : facts;
}

/** Facts without a grant (S0-11); the same object where none is known. */
export function withoutGrant(facts: Facts): Facts {
  return facts.grant.said === null && facts.grant.unknownSinceMs === null ? facts : { ...facts, grant: noFact };
}
