import { noFacts } from '../usage/facts.ts';
import type { Finding } from '../ports.ts';
import { providers } from '../providers/registry.ts';
import {
  credentialChanged,
  credentialLost,
  dueNoLaterThan,
  type EndpointState,
  newEndpoint,
} from '../polling/endpoint.ts';
import type { Failure } from '../polling/failure.ts';
import { initialDueAtMs } from '../polling/due.ts';
import type { Account } from '../providers/account.ts';
import type { AccountState } from './account-state.ts';
import { signInState } from './sign-in.ts';

type Found = Extract<Finding['outcome'], { kind: 'account' }>;

/**
 * Returns the known accounts after a search for the sign-ins of other programs. It adds new accounts. A changed sign-in
 * restarts an account that the service refused. An account without a sign-in keeps its figures but is not polled. A
 * nameless account is left out once the name of its account is known. Every other account stays until the user removes
 * it.
 *
 * @param quietMs How long the app does not use a new sign-in, ms. 0: every sign-in existed before this process
 * searched.
 */
export function syncAccounts(
  known: readonly AccountState[],
  findings: readonly Finding[],
  nowMs: number,
  quietMs = 0,
): readonly AccountState[] {
  const found = new Map(
    findings.flatMap(({ outcome }) => (outcome.kind === 'account' ? [[outcome.account.id, outcome]] : [])),
  );
  const kept = known.filter(({ account }) => !isNamedNow(account, found));
  const synced = kept.map((state) => {
    const outcome = found.get(state.account.id);
    return outcome === undefined ? signedOut(state, findings) : signedIn(state, outcome, known, nowMs, quietMs);
  });
  const knownIds = new Set(known.map((state) => state.account.id));
  const added = [...found.values()].filter(({ account }) => !knownIds.has(account.id));
  const unread = new Map(
    findings
      .flatMap(({ outcome }) => (outcome.kind === 'problem' ? (outcome.account ?? []) : []))
      .map((account) => [account.id, account]),
  );
  const isNew = ({ id }: Account): boolean => !knownIds.has(id) && !found.has(id);
  return [
    ...synced.map((state) => withoutTakenFolders(state, found)),
    ...added.map((outcome) =>
      signedIn(newState(outcome.account, nowMs + quietOf(outcome, quietMs)), outcome, known, nowMs, quietMs),
    ),
    ...[...unread.values()].filter(isNew).map((account) => signedOut(newState(account, nowMs), findings)),
  ];
}

/** Returns true for a nameless account if its folder now belongs to a named account. */
function isNamedNow({ id }: Account, found: ReadonlyMap<string, Found>): boolean {
  return !found.has(id) && [...found.values()].some(({ namelessId }) => namelessId === id);
}

/** A nameless account of a folder, and the named account that it turned out to be. */
export interface ResolvedNameless {
  readonly namelessId: string;
  readonly accountId: string;
  /** True: both accounts have the same token, so they have the same figures. */
  readonly isProven: boolean;
}

/** Returns the accounts that `syncAccounts` leaves out, each with the account that is now found in its folder. */
export function resolvedNameless(
  known: readonly AccountState[],
  findings: readonly Finding[],
): readonly ResolvedNameless[] {
  const found = findings.flatMap(({ outcome }) => (outcome.kind === 'account' ? [outcome] : []));
  const foundIds = new Set(found.map(({ account }) => account.id));
  return known.flatMap(({ account, signInPlaces = [] }): readonly ResolvedNameless[] => {
    const named = found.find(({ namelessId }) => namelessId === account.id);
    if (named === undefined || foundIds.has(account.id)) return [];
    const isSameToken = signInPlaces.some(({ fingerprint }) => fingerprint === named.fingerprint);
    const isProven = isSameToken && named.isPresumed !== true;
    return [{ namelessId: account.id, accountId: named.account.id, isProven }];
  });
}

/** Returns the account without the folders in which another account is now signed in. */
function withoutTakenFolders(state: AccountState, found: ReadonlyMap<string, Found>): AccountState {
  const taken = new Set(
    [...found.values()].flatMap(({ account, folder }) => (account.id === state.account.id ? [] : folder)),
  );
  const signInPlaces = state.signInPlaces ?? [];
  const left = signInPlaces.filter(({ folder }) => !taken.has(folder));
  return left.length === signInPlaces.length ? state : { ...state, signInPlaces: left };
}

function newState(account: Account, nowMs: number): AccountState {
  return {
    account,
    facts: noFacts,
    oddPaths: [],
    endpoints: endpointsOf(account, (id) => initialEndpoint(account, id, nowMs)),
  };
}

function signedIn(
  state: AccountState,
  outcome: Found,
  known: readonly AccountState[],
  nowMs: number,
  allQuietMs: number,
): AccountState {
  const quietMs = quietOf(outcome, allQuietMs);
  const { account, fingerprint, expiresAtMs, renewableUntilMs } = outcome;
  const signIn = { expiresAtMs, ...(renewableUntilMs === undefined ? {} : { renewableUntilMs }) };
  // While the sign-in was asleep, polls were tried less often.
  const isAwake = signInState(state.signIn, nowMs) !== 'valid' && signInState(signIn, nowMs) === 'valid';
  const endpoints = endpointsOf(account, (id) => {
    const before = state.endpoints[id] ?? initialEndpoint(account, id, nowMs);
    const changed = credentialChanged(before, fingerprint, nowMs, quietMs);
    if (!isAwake) return changed;
    const minimumMs = providers[account.provider].endpoints[id]?.pollInterval.minimumMs ?? 0;
    return dueNoLaterThan(changed, Math.max(nowMs + quietMs, (changed.fetchedAtMs ?? 0) + minimumMs));
  });
  const isSame = state.signIn?.expiresAtMs === expiresAtMs && state.signIn.renewableUntilMs === renewableUntilMs;
  const next = { ...state, account, endpoints, ...(isSame ? {} : { signIn }) };
  return withSignIn(next, outcome, known, nowMs);
}

/** Returns the account with this sign-in stored. A new token of the same account keeps the time of the sign-in. */
function withSignIn(state: AccountState, found: Found, known: readonly AccountState[], nowMs: number): AccountState {
  const { folder, fingerprint } = found;
  if (folder === null || found.isPresumed === true) return state;
  const signInPlaces = state.signInPlaces ?? [];
  const before = signInPlaces.find((each) => each.folder === folder);
  const isTokenKnown = before?.fingerprint === fingerprint;
  if (isTokenKnown && (found.isConfirmed !== true || before.isConfirmed === true)) return state;
  const sinceMs = before?.sinceMs ?? sinceOf(found, isKnownFolder(known, folder), nowMs);
  const place = { folder, sinceMs, fingerprint, ...(found.isConfirmed === true ? { isConfirmed: true as const } : {}) };
  return {
    ...state,
    signInPlaces: [...signInPlaces.filter((each) => each !== before), place],
  };
}

/**
 * Returns the time of a sign-in that is new in its folder, epoch ms. If another account was in the folder, any change
 * of the file may be the new sign-in. If no account was in the folder, the time of the file's content is the best
 * guess.
 */
function sinceOf({ written }: Found, isFolderKnown: boolean, nowMs: number): number {
  if (written === undefined) return nowMs;
  return Math.min(nowMs, isFolderKnown ? Math.max(written.contentMs, written.anythingMs) : written.contentMs);
}

function isKnownFolder(known: readonly AccountState[], folder: string): boolean {
  return known.some(({ signInPlaces }) => signInPlaces?.some((each) => each.folder === folder) === true);
}

/** Returns how long the app does not use the sign-in, ms. A key is no sign-in, so the app may use it at once. */
function quietOf({ folder }: Found, quietMs: number): number {
  return folder === null ? 0 : quietMs;
}

function initialEndpoint(account: Account, endpointId: string, nowMs: number): EndpointState {
  return newEndpoint(initialDueAtMs(account.id, endpointId, nowMs));
}

/**
 * Returns the account without a sign-in. The reason is a problem of its own folder, never a problem of another
 * account's folder.
 */
function signedOut(state: AccountState, findings: readonly Finding[]): AccountState {
  const { id, provider } = state.account;
  const ofProvider = findings.filter((finding) => finding.provider === provider);
  const problems = ofProvider.flatMap(({ outcome }) => (outcome.kind === 'problem' ? [outcome] : []));
  const own = problems.find(({ account }) => account?.id === id);
  const isOwnProblem = ownProblems(state, problems);
  const reason = own ?? problems.find((problem) => problem.account === undefined && isOwnProblem(problem));
  const failure: Failure = { kind: 'credential', problem: reason?.problem ?? 'missing' };
  const endpoints = endpointsOf(state.account, (endpointId) => {
    const endpoint = state.endpoints[endpointId];
    return endpoint === undefined ? credentialLost(newEndpoint(0), failure) : credentialLost(endpoint, failure);
  });
  return { ...state, account: own?.account ?? state.account, endpoints };
}

type Problem = Extract<Finding['outcome'], { kind: 'problem' }>;

/**
 * Returns a function that tests whether a problem belongs to the account's own folders. An account without stored
 * folders is assigned to the only folder with a problem.
 */
function ownProblems({ signInPlaces = [] }: AccountState, problems: readonly Problem[]): (problem: Problem) => boolean {
  const folders = new Set(signInPlaces.map(({ folder }) => folder));
  const foldersWithProblems = new Set(problems.flatMap(({ folder }) => folder ?? []));
  const isOnlyFolder = folders.size === 0 && foldersWithProblems.size <= 1;
  return ({ folder, isRemark }) => isRemark !== true && (folder === undefined || isOnlyFolder || folders.has(folder));
}

function endpointsOf(account: Account, make: (id: string) => EndpointState): AccountState['endpoints'] {
  return Object.fromEntries(Object.keys(providers[account.provider].endpoints).map((id) => [id, make(id)]));
}
