import type { OfferSeen } from '../credits/grant-offer.ts';
import {
  dueNoLaterThan,
  type EndpointState,
  restored,
  type SettledPollStatus,
  usageEndpointId,
} from '../polling/endpoint.ts';
import type { Facts } from '../usage/facts.ts';
import { withoutGrant, withoutOldGrant } from '../usage/grant.ts';
import type { Account } from '../providers/account.ts';
import type { SignInTerm } from './sign-in.ts';

/** One account as the app knows it: who it is, what is known about it, and the state of its endpoints. */
export interface AccountState {
  readonly account: Account;
  readonly facts: Facts;
  readonly endpoints: Readonly<Record<string, EndpointState>>;
  /** Fields of the newest answers whose form was not understood, by `mergeUnrecognizedFields`. A name on the disk. */
  readonly oddPaths: readonly string[];
  /** What the user has seen of the offered grant and done about it; left out or null: nothing yet. */
  readonly offer?: OfferSeen | null;
  /** How long the sign-in lasts; left out: not known, or without an end. */
  readonly signIn?: SignInTerm;
  /** The folders in which a tool was last seen signed in to this account; left out: none yet. */
  readonly signInPlaces?: readonly SignInPlace[];
}

/** What is stored about a sign-in, so that it need not be guessed from the times of files. */
export interface SignInPlace {
  /** The folder of the tool, with symbolic links resolved. */
  readonly folder: string;
  /** Since when this account, and no other, is signed in there; epoch ms. */
  readonly sinceMs: number;
  /** The fingerprint of the newest token that belongs to this account. It tells nothing about the token. */
  readonly fingerprint: string;
  /** True: the service itself confirmed whose token it is. */
  readonly isConfirmed?: true;
}

/**
 * The state without requests in flight, to be stored. A request ends with its process, so the status of its endpoint
 * is that of before the request.
 */
export function withoutInFlight(state: AccountState): AccountState {
  const endpoints = Object.entries(state.endpoints).map(([name, endpoint]) => {
    const link: SettledPollStatus = endpoint.link.kind === 'fetching' ? endpoint.link.before : endpoint.link;
    return [name, link === endpoint.link ? endpoint : { ...endpoint, link }] as const;
  });
  return { ...state, endpoints: Object.fromEntries(endpoints) };
}

/** The endpoint that is polled for the grant. */
export const grantEndpointId = 'grant';

/**
 * The account without its grant, which is polled again now unless a wait forbids it. An answer in flight is older
 * than the wish of the user, so it will be ignored. The same object where no grant was known.
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

/** The account without a grant that no source has stated for 30 days, whether it is signed in or not. */
export function withoutOldGrantOf(state: AccountState, nowMs: number): AccountState {
  const facts = withoutOldGrant(state.facts, nowMs);
  return facts === state.facts ? state : { ...state, facts };
}

const mostUnrecognizedFields = 100;

/**
 * The account's list of fields that were not understood, after one more answer. Fields of usage stand by their path,
 * fields of another endpoint by `endpoint/path`. An answer replaces only the fields of its own endpoint.
 *
 * @param fields The fields of the newest answer of this endpoint that were not understood.
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

/** Stores account states over restarts. Loading never throws; a file that cannot be read is moved away and reported. */
export interface AccountCache {
  readonly load: () => readonly AccountState[];
  readonly save: (state: AccountState) => void;
  readonly remove: (accountId: string) => void;
}
