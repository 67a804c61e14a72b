import type { OfferSeen } from '../credits/grant-offer.ts';
import {
  dueNoLaterThan,
  type EndpointState,
  restored,
  type SettledPollStatus,
  usageEndpointId,
} from '../polling/endpoint.ts';
import { currentValue } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';
import { withoutGrant, withoutOldGrant } from '../usage/grant.ts';
import { withTimesMoved } from '../usage/observation-times.ts';
import type { Account } from '../providers/account.ts';
import type { SignInTerm } from './sign-in.ts';
import type { SourceReports } from './source-reports.ts';

/** The state of one account: its identity, its facts and its endpoints. */
export interface AccountState {
  readonly account: Account;
  readonly facts: Facts;
  readonly endpoints: Readonly<Record<string, EndpointState>>;
  /**
   * Unrecognized fields of the newest answers, as `mergeUnrecognizedFields` writes them. Stored files use this name.
   */
  readonly oddPaths: readonly string[];
  /** The last answer of each source; left out: none yet. */
  readonly sources?: SourceReports;
  /** What the user has seen of the offered grant and done about it; left out or null: nothing yet. */
  readonly offer?: OfferSeen | null;
  /**
   * How far the clock of the service is ahead of this computer's clock, ms, by its last answer; left out: by less than a
   * minute, or no answer stated a time. Each time that the service stated is kept on this computer's clock of then.
   */
  readonly clockAheadMs?: number;
  /** How long the sign-in lasts; left out: unknown, or without an end. */
  readonly signIn?: SignInTerm;
  /** The folders in which a tool was last seen signed in to this account; left out: none yet. */
  readonly signInPlaces?: readonly SignInPlace[];
}

/** The stored data of a sign-in. With it the app need not guess from the times of files. */
export interface SignInPlace {
  /** The folder of the tool, with symbolic links resolved. */
  readonly folder: string;
  /** Since when this account, and no other, is signed in there, epoch ms. */
  readonly sinceMs: number;
  /** The fingerprint of the newest token that belongs to this account. The fingerprint does not reveal the token. */
  readonly fingerprint: string;
  /** True: the service itself confirmed the account of the token. */
  readonly isConfirmed?: true;
}

/**
 * Returns the account after its service's clock was found to be so far ahead of this computer's. If this computer's clock
 * was set meanwhile, the times that the service stated move with it, so that each still means the same moment.
 */
export function withClockAhead(state: AccountState, aheadMs: number): AccountState {
  const byMs = (state.clockAheadMs ?? 0) - aheadMs;
  if (byMs === 0) return state;
  const { clockAheadMs: _before, ...rest } = state;
  const facts = withTimesMoved(state.facts, byMs);
  return { ...rest, facts, ...(aheadMs === 0 ? {} : { clockAheadMs: aheadMs }) };
}

/** Returns the name of an account's workspace; null: unknown. The newest statement of a source comes before the sign-in. */
export function workspaceOf({ account, facts }: Pick<AccountState, 'account' | 'facts'>): string | null {
  return currentValue(facts.workspace) ?? account.workspace ?? null;
}

/** Returns the account with the newest name of its workspace. The names of accounts are made from this. */
export function namedAccount(state: AccountState): Account {
  const workspace = workspaceOf(state);
  return workspace === (state.account.workspace ?? null) ? state.account : { ...state.account, workspace };
}

/**
 * Returns the state to store, without requests in flight. A request ends with its process, so its endpoint gets the
 * status from before the request.
 */
export function withoutInFlight(state: AccountState): AccountState {
  const endpoints = Object.entries(state.endpoints).map(([name, endpoint]) => {
    const link: SettledPollStatus = endpoint.link.kind === 'fetching' ? endpoint.link.before : endpoint.link;
    return [name, link === endpoint.link ? endpoint : { ...endpoint, link }] as const;
  });
  return { ...state, endpoints: Object.fromEntries(endpoints) };
}

/** The id of the endpoint that is polled for the grant. */
export const grantEndpointId = 'grant';

/**
 * Returns the account without its grant, and makes the grant endpoint due now. A wait still holds. The app ignores an
 * answer in flight, because it is older than the user's wish. The result is the same object if no grant was known.
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

/** Returns the account without a grant that no source has stated for 30 days. The sign-in does not matter. */
export function withoutOldGrantOf(state: AccountState, nowMs: number): AccountState {
  const facts = withoutOldGrant(state.facts, nowMs);
  return facts === state.facts ? state : { ...state, facts };
}

const mostUnrecognizedFields = 100;

/**
 * Returns the account's list of unrecognized fields after one more answer. A field of the usage endpoint is listed by
 * its path. A field of another endpoint is listed as `endpoint/path`. An answer replaces only the fields of its own
 * endpoint.
 *
 * @param fields The unrecognized fields of the newest answer of this endpoint.
 */
export function mergeUnrecognizedFields(
  known: readonly string[],
  endpointId: string,
  fields: readonly string[],
): readonly string[] {
  const isOfEndpoint = (field: string): boolean => (endpointOf(field) ?? usageEndpointId) === endpointId;
  const named = endpointId === usageEndpointId ? fields : fields.map((field) => `${endpointId}/${field}`);
  return [...known.filter((field) => !isOfEndpoint(field)), ...named].slice(0, mostUnrecognizedFields);
}

function endpointOf(field: string): string | null {
  return /^([a-z-]+)\//.exec(field)?.[1] ?? null;
}

/**
 * Stores account states across restarts. Loading never throws. It quarantines and reports a file that it cannot read.
 */
export interface AccountCache {
  readonly load: () => readonly AccountState[];
  readonly save: (state: AccountState) => void;
  /**
   * Saves states that their source still has, such as a file of another program: a moment later, many together, and
   * without blocking the thread. Left out: each is saved at once.
   */
  readonly saveSoon?: (states: readonly AccountState[]) => void;
  readonly remove: (accountId: string) => void;
}
