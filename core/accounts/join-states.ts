import { isLater, joinFacts } from './reconcile.ts';
import type { EndpointState } from '../polling/endpoint.ts';
import type { AccountState } from './account-state.ts';

/**
 * One account that two processes write: what the other has written since this one last looked survives,
 * unless this one has something newer to say (S0-10). Who the account is, this process says.
 *
 * @param before What this process wrote or read last; null: nothing yet.
 * @param theirs What the other process has written since.
 * @param nowMs What lies after it was written before the clock was set back, and is never the newer one.
 */
export function joinStates(
  mine: AccountState,
  before: AccountState | null,
  theirs: AccountState,
  nowMs = Number.POSITIVE_INFINITY,
): AccountState {
  const ids = [...new Set([...Object.keys(theirs.endpoints), ...Object.keys(mine.endpoints)])];
  const endpoints = ids.flatMap((id): readonly (readonly [string, EndpointState])[] => {
    const joined = joinEndpoint(mine.endpoints[id], before?.endpoints[id], theirs.endpoints[id], nowMs);
    return joined === undefined ? [] : [[id, joined]];
  });
  const isOfferOurs = before === null ? (mine.offer ?? null) !== null : !isSame(mine.offer, before.offer);
  const arePlacesOurs =
    before === null
      ? (mine.signInPlaces ?? []).length > 0
      : !isSame(mine.signInPlaces ?? [], before.signInPlaces ?? []);
  return {
    ...mine,
    facts: joinFacts(mine.facts, before?.facts ?? null, theirs.facts, nowMs),
    endpoints: Object.fromEntries(endpoints),
    offer: (isOfferOurs ? mine.offer : theirs.offer) ?? null,
    ...(arePlacesOurs || theirs.signInPlaces === undefined ? {} : { signInPlaces: theirs.signInPlaces }),
  };
}

function joinEndpoint(
  mine: EndpointState | undefined,
  before: EndpointState | undefined,
  theirs: EndpointState | undefined,
  nowMs: number,
): EndpointState | undefined {
  if (mine === undefined || theirs === undefined) return mine ?? theirs;
  const isTheirsNewer = isLater(theirs.fetchedAtMs, mine.fetchedAtMs, nowMs);
  return isTheirsNewer || (before !== undefined && isSame(mine, before)) ? theirs : mine;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
