import { chooseAccount } from '../../core/accounts/choose-account.ts';
import type { Clock } from '../../core/ports.ts';
import {
  type ExternalObservation,
  type ExternalObservationOutcome,
  findProviderId,
  parseExternalObservation,
} from '../../core/providers/external-observation.ts';
import type { Engine } from './engine.ts';

/** Reads what another program handed in and lets the engine merge it, field by field by age (S4-17). */
export function createPosted(
  engine: Pick<Engine, 'accounts' | 'observe'>,
  clock: Clock,
): (posted: ExternalObservation) => ExternalObservationOutcome {
  return (posted) => {
    const provider = findProviderId(posted.provider);
    if (provider === null) return { kind: 'unknown-provider' };
    const accounts = engine.accounts().map(({ account }) => account);
    const chosen = chooseAccount(accounts, provider, posted.accountId);
    if (chosen.kind !== 'account') return chosen;
    const observations = parseExternalObservation(provider, posted, clock.nowMs());
    if (observations.length === 0) return { kind: 'nothing-said' };
    for (const observation of observations) engine.observe(chosen.accountId, observation);
    const ids = observations.flatMap(({ windows }) => (windows?.items ?? []).map(({ id }) => id));
    return { kind: 'accepted', windowIds: [...new Set(ids)] };
  };
}
