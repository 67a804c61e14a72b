import { noFacts } from '../usage/facts.ts';
import type { Finding } from '../ports.ts';
import { providers } from '../providers/registry.ts';
import { credentialChanged, credentialLost, type EndpointState, newEndpoint } from '../polling/endpoint.ts';
import type { Failure } from '../polling/failure.ts';
import { initialDueAtMs } from '../polling/due.ts';
import type { Account } from './account.ts';
import type { AccountState } from './account-state.ts';

type Found = Extract<Finding['outcome'], { kind: 'account' }>;

/**
 * Brings the known accounts in line with what the other programs are signed in to: new ones are
 * added, a changed sign-in restarts one that was refused, and a vanished one keeps its figures but
 * is asked nothing more. Only an account that stood for a folder is left out once its name is known:
 * whatever else goes, the user says.
 *
 * @param quietMs How long a sign-in that is new is not asked; 0: all were there before this process looked.
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
  const remembered = known.filter(({ account }) => !isNamedNow(account, found));
  const kept = remembered.map((state) => {
    const outcome = found.get(state.account.id);
    return outcome === undefined ? lost(state, findings) : signedIn(state, outcome, known, nowMs, quietMs);
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
    ...kept.map((state) => withoutTakenFolders(state, found)),
    ...added.map((outcome) =>
      signedIn(newState(outcome.account, nowMs + quietOf(outcome, quietMs)), outcome, known, nowMs, quietMs),
    ),
    ...[...unread.values()].filter(isNew).map((account) => lost(newState(account, nowMs), findings)),
  ];
}

/** Whether an account only stood for a folder in which a named one is found now. */
function isNamedNow({ id }: Account, found: ReadonlyMap<string, Found>): boolean {
  return !found.has(id) && [...found.values()].some(({ namelessId }) => namelessId === id);
}

/** A nameless account that stood for a folder, and whose it turned out to be. */
export interface ResolvedNameless {
  readonly namelessId: string;
  readonly accountId: string;
  /** The token of both is the same, so what was read of the one was read of the other. */
  readonly isProven: boolean;
}

/** The known accounts that `syncAccounts` leaves out, with the account that is found in their folder now. */
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

/** A folder in which another account is signed in now is no longer this one's. */
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
    endpoints: endpointsOf(account, (id) => firstOf(account, id, nowMs)),
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
  const endpoints = endpointsOf(account, (id) =>
    credentialChanged(state.endpoints[id] ?? firstOf(account, id, nowMs), fingerprint, nowMs, quietMs),
  );
  const signIn = { expiresAtMs, ...(renewableUntilMs === undefined ? {} : { renewableUntilMs }) };
  const isSame = state.signIn?.expiresAtMs === expiresAtMs && state.signIn.renewableUntilMs === renewableUntilMs;
  const next = { ...state, account, endpoints, ...(isSame ? {} : { signIn }) };
  return withSignIn(next, outcome, known, nowMs);
}

/** Remembers the sign-in. A new token of the same account changes nothing about since when it is signed in. */
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
 * Since when an account is signed in that was not seen there before. Where another account was, any change of
 * the file may be the change of hands; where none was, the time of its content is the best that is known.
 */
function sinceOf({ written }: Found, isFolderKnown: boolean, nowMs: number): number {
  if (written === undefined) return nowMs;
  return Math.min(nowMs, isFolderKnown ? Math.max(written.contentMs, written.anythingMs) : written.contentMs);
}

function isKnownFolder(known: readonly AccountState[], folder: string): boolean {
  return known.some(({ signInPlaces }) => signInPlaces?.some((each) => each.folder === folder) === true);
}

/** A key is no sign-in, and may be used at once. */
function quietOf({ folder }: Found, quietMs: number): number {
  return folder === null ? 0 : quietMs;
}

function firstOf(account: Account, endpointId: string, nowMs: number): EndpointState {
  return newEndpoint(initialDueAtMs(account.id, endpointId, nowMs));
}

/** No place holds its sign-in: what is wrong at its own place is the reason, and never what is wrong at another's. */
function lost(state: AccountState, findings: readonly Finding[]): AccountState {
  const { id, provider } = state.account;
  const ofProvider = findings.filter((finding) => finding.provider === provider);
  const problems = ofProvider.flatMap(({ outcome }) => (outcome.kind === 'problem' ? [outcome] : []));
  const own = problems.find(({ account }) => account?.id === id);
  const isItsPlace = placesOf(state, problems);
  const reason = own ?? problems.find((problem) => problem.account === undefined && isItsPlace(problem));
  const failure: Failure = { kind: 'credential', problem: reason?.problem ?? 'missing' };
  const endpoints = endpointsOf(state.account, (endpointId) => {
    const endpoint = state.endpoints[endpointId];
    return endpoint === undefined ? credentialLost(newEndpoint(0), failure) : credentialLost(endpoint, failure);
  });
  return { ...state, account: own?.account ?? state.account, endpoints };
}

type Problem = Extract<Finding['outcome'], { kind: 'problem' }>;

/**
 * Tells the problems of an account's own places. An account that was seen before places were remembered is
 * taken to be where the only problem is.
 */
function placesOf({ signInPlaces = [] }: AccountState, problems: readonly Problem[]): (problem: Problem) => boolean {
  const folders = new Set(signInPlaces.map(({ folder }) => folder));
  const troubled = new Set(problems.flatMap(({ folder }) => folder ?? []));
  const isAnywhere = folders.size === 0 && troubled.size <= 1;
  return ({ folder, isRemark }) => isRemark !== true && (folder === undefined || isAnywhere || folders.has(folder));
}

function endpointsOf(account: Account, make: (id: string) => EndpointState): AccountState['endpoints'] {
  return Object.fromEntries(Object.keys(providers[account.provider].endpoints).map((id) => [id, make(id)]));
}
