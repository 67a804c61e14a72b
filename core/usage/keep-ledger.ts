import { currentValue } from './fact.ts';
import type { Facts } from './facts.ts';
import type { Observation } from './observation.ts';

/**
 * What an envelope of a relay does not speak of stays known: a balance tells nothing of the call before
 * it, and an answer to a call may leave out when the allowance begins anew. Another tier is another allowance.
 */
export function keepLedger(facts: Facts, observation: Observation): Observation {
  const known = currentValue(facts.ledger);
  const { ledger } = observation;
  if (known === null || ledger?.is !== 'value') return observation;
  const { lastCharge, resetsAtMs, tier } = ledger.value;
  const value = {
    ...ledger.value,
    lastCharge: lastCharge ?? known.lastCharge,
    resetsAtMs: resetsAtMs ?? (tier === known.tier ? known.resetsAtMs : null),
  };
  return { ...observation, ledger: { is: 'value', value } };
}
