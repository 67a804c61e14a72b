import { noFacts } from '../usage/facts.ts';
import type { Finding } from '../ports.ts';
import { serviceOf } from '../providers/service.ts';
import {
  credentialChanged,
  figuresSeen,
  credentialLost,
  dueNoLaterThan,
  type EndpointState,
  newEndpoint,
} from '../polling/endpoint.ts';
import type { Failure } from '../polling/failure.ts';
import { initialDueAtMs } from '../polling/due.ts';
import type { Account } from '../providers/account.ts';
import type { ProviderId } from '../providers/provider-id.ts';
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
  const folders = foldersIn(known, findings, found);
  const named = new Set([...found.values()].map(({ namelessId }) => namelessId));
  // A nameless account is left out if its folder now belongs to a named account.
  const kept = known.filter(({ account: { id } }) => found.has(id) || !named.has(id));
  const synced = kept.map((state) => {
    const outcome = found.get(state.account.id);
    return outcome === undefined ? signedOut(state, folders) : signedIn(state, outcome, folders, nowMs, quietMs);
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
    ...synced.map((state) => withoutTakenFolders(state, folders)),
    ...added.map((outcome) =>
      signedIn(newState(outcome.account, nowMs + quietOf(outcome, quietMs)), outcome, folders, nowMs, quietMs),
    ),
    ...[...unread.values()].filter(isNew).map((account) => signedOut(newState(account, nowMs), folders)),
  ];
}

/** What is known about folders. It is gathered once, so that an account does not walk all accounts. */
interface Folders {
  /** The folders in which an account was signed in before. */
  readonly known: ReadonlySet<string>;
  /** By folder: the accounts that are signed in there now. */
  readonly taken: ReadonlyMap<string, ReadonlySet<string>>;
  readonly problems: ReadonlyMap<ProviderId, ProblemsOfProvider>;
}

interface ProblemsOfProvider {
  /** The first problem that names this account. */
  readonly byAccount: ReadonlyMap<string, Problem>;
  /** The problems that name no account and are no remarks. */
  readonly unnamed: readonly Problem[];
  /** By folder: the position of its first problem in `unnamed`. Undefined: a problem of every folder. */
  readonly firstIn: ReadonlyMap<string | undefined, number>;
  /** How many folders have a problem. */
  readonly folderCount: number;
}

function foldersIn(
  known: readonly AccountState[],
  findings: readonly Finding[],
  found: ReadonlyMap<string, Found>,
): Folders {
  const taken = new Map<string, Set<string>>();
  for (const { account, folder } of found.values()) {
    if (folder !== null) taken.set(folder, (taken.get(folder) ?? new Set()).add(account.id));
  }
  const ofProviders = new Map<ProviderId, Problem[]>();
  for (const { provider, outcome } of findings) {
    if (outcome.kind !== 'problem') continue;
    const before = ofProviders.get(provider);
    if (before === undefined) ofProviders.set(provider, [outcome]);
    else before.push(outcome);
  }
  return {
    known: new Set(known.flatMap(({ signInPlaces = [] }) => signInPlaces.map(({ folder }) => folder))),
    taken,
    problems: new Map([...ofProviders].map(([provider, all]) => [provider, problemsOf(all)])),
  };
}

function problemsOf(all: readonly Problem[]): ProblemsOfProvider {
  const named = all.flatMap((problem) =>
    problem.account === undefined ? [] : [[problem.account.id, problem] as const],
  );
  const unnamed = all.filter(({ account, isRemark }) => account === undefined && isRemark !== true);
  return {
    byAccount: new Map(named.toReversed()),
    unnamed,
    firstIn: new Map(unnamed.map(({ folder }, position) => [folder, position] as const).toReversed()),
    folderCount: new Set(all.flatMap(({ folder }) => folder ?? [])).size,
  };
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
  const byNameless = new Map(found.toReversed().map((each) => [each.namelessId, each]));
  return known.flatMap(({ account, signInPlaces = [] }): readonly ResolvedNameless[] => {
    const named = byNameless.get(account.id);
    if (named === undefined || foundIds.has(account.id)) return [];
    const isSameToken = signInPlaces.some(({ fingerprint }) => fingerprint === named.fingerprint);
    const isProven = isSameToken && named.isPresumed !== true;
    return [{ namelessId: account.id, accountId: named.account.id, isProven }];
  });
}

/** Returns the account without the folders in which another account is now signed in. */
function withoutTakenFolders(state: AccountState, { taken }: Folders): AccountState {
  const { id } = state.account;
  const isTaken = (folder: string): boolean => [...(taken.get(folder) ?? [])].some((other) => other !== id);
  const signInPlaces = state.signInPlaces ?? [];
  const left = signInPlaces.filter(({ folder }) => !isTaken(folder));
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
  folders: Folders,
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
    if (outcome.figuresWrittenMs !== undefined) return figuresSeen(before, outcome.figuresWrittenMs, nowMs);
    const changed = credentialChanged(before, fingerprint, nowMs, quietMs);
    if (!isAwake) return changed;
    const minimumMs = serviceOf(account).endpoints[id]?.pollInterval.minimumMs ?? 0;
    return dueNoLaterThan(changed, Math.max(nowMs + quietMs, (changed.fetchedAtMs ?? 0) + minimumMs));
  });
  const isSame = state.signIn?.expiresAtMs === expiresAtMs && state.signIn.renewableUntilMs === renewableUntilMs;
  const next = { ...state, account, endpoints, ...(isSame ? {} : { signIn }) };
  return withSignIn(next, outcome, folders, nowMs);
}

/** Returns the account with this sign-in stored. A new token of the same account keeps the time of the sign-in. */
function withSignIn(state: AccountState, found: Found, folders: Folders, nowMs: number): AccountState {
  const { folder, fingerprint } = found;
  if (folder === null || found.isPresumed === true) return state;
  const signInPlaces = state.signInPlaces ?? [];
  const before = signInPlaces.find((each) => each.folder === folder);
  const isTokenKnown = before?.fingerprint === fingerprint;
  if (isTokenKnown && (found.isConfirmed !== true || before.isConfirmed === true)) return state;
  const sinceMs = before?.sinceMs ?? sinceOf(found, folders.known.has(folder), nowMs);
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
function signedOut(state: AccountState, { problems }: Folders): AccountState {
  const { id, provider } = state.account;
  const ofProvider = problems.get(provider) ?? noProblems;
  const own = ofProvider.byAccount.get(id);
  const reason = own ?? problemOfFolders(state, ofProvider);
  const failure: Failure = { kind: 'credential', problem: reason?.problem ?? 'missing' };
  const endpoints = endpointsOf(state.account, (endpointId) => {
    const endpoint = state.endpoints[endpointId];
    return endpoint === undefined ? credentialLost(newEndpoint(0), failure) : credentialLost(endpoint, failure);
  });
  return { ...state, account: own?.account ?? state.account, endpoints };
}

type Problem = Extract<Finding['outcome'], { kind: 'problem' }>;

const noProblems: ProblemsOfProvider = { byAccount: new Map(), unnamed: [], firstIn: new Map(), folderCount: 0 };

/**
 * Returns the first problem of the account's own folders that names no account. An account without stored folders is
 * assigned to the only folder with a problem.
 */
function problemOfFolders({ signInPlaces = [] }: AccountState, problems: ProblemsOfProvider): Problem | undefined {
  const { unnamed, firstIn, folderCount } = problems;
  if (signInPlaces.length === 0 && folderCount <= 1) return unnamed[0];
  const positions = [undefined, ...signInPlaces.map(({ folder }) => folder)].flatMap((each) => firstIn.get(each) ?? []);
  return positions.length === 0 ? undefined : unnamed[Math.min(...positions)];
}

function endpointsOf(account: Account, make: (id: string) => EndpointState): AccountState['endpoints'] {
  return Object.fromEntries(Object.keys(serviceOf(account).endpoints).map((id) => [id, make(id)]));
}
