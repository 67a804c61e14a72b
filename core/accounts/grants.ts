import { withoutGrant, withoutOldGrant } from '../usage/grant.ts';
import { dueBy, restored } from '../polling/endpoint.ts';
import type { AccountState } from './account-state.ts';

/** The endpoint that is asked for the grant. */
export const grantEndpointId = 'grant';

/**
 * The account after its grant was dropped (S0-11): asked anew at its next turn, which is now unless a wait
 * forbids it; an answer that is still under way is older than the wish and will not be heard. The same
 * object where no grant was known.
 */
export function grantForgotten(state: AccountState, nowMs: number): AccountState {
  const facts = withoutGrant(state.facts);
  if (facts === state.facts) return state;
  const endpoint = state.endpoints[grantEndpointId];
  if (endpoint === undefined) return { ...state, facts };
  return { ...state, facts, endpoints: { ...state.endpoints, [grantEndpointId]: dueBy(restored(endpoint), nowMs) } };
}

/** The account without a grant that is older than 30 days, signed in or not (S0-23). */
export function withoutOldGrantOf(state: AccountState, nowMs: number): AccountState {
  const facts = withoutOldGrant(state.facts, nowMs);
  return facts === state.facts ? state : { ...state, facts };
}
