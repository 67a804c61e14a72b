import type { OfferSeen } from '../credits/grant-offer.ts';
import { dueNoLaterThan, type EndpointState, restored, type SettledPollStatus } from '../polling/endpoint.ts';
import type { Facts } from '../usage/facts.ts';
import { withoutGrant, withoutOldGrant } from '../usage/grant.ts';
import type { Account } from './account.ts';
import type { SignInTerm } from './sign-in.ts';

/** One account as the app knows it: who, what is known, and how its endpoints stand. */
export interface AccountState {
  readonly account: Account;
  readonly facts: Facts;
  readonly endpoints: Readonly<Record<string, EndpointState>>;
  /** Fields of the newest answer whose form was not understood: key names and types only. */
  readonly oddPaths: readonly string[];
  /** What the user has seen and done about the grant on offer (S0-14); left out or null: nothing yet. */
  readonly offer?: OfferSeen | null;
  /** How long the sign-in lasts; left out: not known, or it has no end. */
  readonly signIn?: SignInTerm;
  /** Where its tool was last seen signed in to it, one for each folder; left out: nowhere yet. */
  readonly signInPlaces?: readonly SignInPlace[];
}

/** What is remembered of a sign-in, so that it need not be guessed from times of files. */
export interface SignInPlace {
  /** The tool's folder, with its links followed. */
  readonly folder: string;
  /** Since when this account, and no other, is signed in there; epoch ms. */
  readonly sinceMs: number;
  /** Of the newest token that is known to be this account's. It says nothing about the token. */
  readonly fingerprint: string;
  /** True: the service itself said whose that token is. */
  readonly isConfirmed?: true;
}

/**
 * The state as it is worth keeping over a restart: a request that is under way ends with the
 * process, so its link is what it was before (S4-8).
 */
export function withoutInFlight(state: AccountState): AccountState {
  const endpoints = Object.entries(state.endpoints).map(([name, endpoint]) => {
    const link: SettledPollStatus = endpoint.link.kind === 'fetching' ? endpoint.link.before : endpoint.link;
    return [name, link === endpoint.link ? endpoint : { ...endpoint, link }] as const;
  });
  return { ...state, endpoints: Object.fromEntries(endpoints) };
}

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
  return {
    ...state,
    facts,
    endpoints: { ...state.endpoints, [grantEndpointId]: dueNoLaterThan(restored(endpoint), nowMs) },
  };
}

/** The account without a grant that is older than 30 days, signed in or not (S0-23). */
export function withoutOldGrantOf(state: AccountState, nowMs: number): AccountState {
  const facts = withoutOldGrant(state.facts, nowMs);
  return facts === state.facts ? state : { ...state, facts };
}
