import { noFacts } from '../quota/facts.ts';
import type { Finding } from '../ports.ts';
import { providers } from '../providers/registry.ts';
import { credentialChanged, credentialLost, newEndpoint } from '../refresh/endpoint-machine.ts';
import type { Failure } from '../refresh/failure.ts';
import type { EndpointState } from '../refresh/link.ts';
import { firstTurnAtMs } from '../refresh/first-turn.ts';
import type { Account } from './account.ts';
import type { AccountState } from './account-state.ts';

type Found = Extract<Finding['outcome'], { kind: 'account' }>;

/**
 * Brings the known accounts in line with what the other programs are signed in to: new ones are
 * added, a changed sign-in restarts one that was refused, and a vanished one keeps its figures but
 * is asked nothing more. Nothing is removed here: that is the user's to say.
 */
export function applyFindings(
  known: readonly AccountState[],
  findings: readonly Finding[],
  nowMs: number,
): readonly AccountState[] {
  const found = new Map(
    findings.flatMap(({ outcome }) => (outcome.kind === 'account' ? [[outcome.account.id, outcome]] : [])),
  );
  const kept = known.map((state) => {
    const outcome = found.get(state.account.id);
    return outcome === undefined ? lost(state, findings) : signedIn(state, outcome, nowMs);
  });
  const knownIds = new Set(known.map((state) => state.account.id));
  const added = [...found.values()].filter(({ account }) => !knownIds.has(account.id));
  const unread = findings.flatMap(({ outcome }) => (outcome.kind === 'problem' ? (outcome.account ?? []) : []));
  return [
    ...kept,
    ...added.map((outcome) => signedIn(newState(outcome.account, nowMs), outcome, nowMs)),
    ...unread.filter(({ id }) => !knownIds.has(id)).map((account) => lost(newState(account, nowMs), findings)),
  ];
}

function newState(account: Account, nowMs: number): AccountState {
  return {
    account,
    facts: noFacts,
    oddPaths: [],
    endpoints: endpointsOf(account, (id) => firstOf(account, id, nowMs)),
  };
}

function signedIn(state: AccountState, outcome: Found, nowMs: number): AccountState {
  const { account, fingerprint, expiresAtMs, renewableUntilMs } = outcome;
  const endpoints = endpointsOf(account, (id) =>
    credentialChanged(state.endpoints[id] ?? firstOf(account, id, nowMs), fingerprint, nowMs),
  );
  const signIn = { expiresAtMs, ...(renewableUntilMs === undefined ? {} : { renewableUntilMs }) };
  const isSame = state.signIn?.expiresAtMs === expiresAtMs && state.signIn.renewableUntilMs === renewableUntilMs;
  return { ...state, account, endpoints, ...(isSame ? {} : { signIn }) };
}

function firstOf(account: Account, endpointId: string, nowMs: number): EndpointState {
  return newEndpoint(firstTurnAtMs(account.id, endpointId, nowMs));
}

/** The place where it was is empty, or holds something unusable: then that is the better reason, its own before all. */
function lost(state: AccountState, findings: readonly Finding[]): AccountState {
  const { id, provider } = state.account;
  const problems = findings
    .filter((finding) => finding.provider === provider)
    .flatMap(({ outcome }) => (outcome.kind === 'problem' ? [outcome] : []));
  const own = problems.find(({ account }) => account?.id === id);
  const reason = own ?? problems.find(({ account }) => account === undefined);
  const failure: Failure = { kind: 'credential', problem: reason?.problem ?? 'missing' };
  const endpoints = endpointsOf(state.account, (endpointId) => {
    const endpoint = state.endpoints[endpointId];
    return endpoint === undefined ? credentialLost(newEndpoint(0), failure) : credentialLost(endpoint, failure);
  });
  return { ...state, account: own?.account ?? state.account, endpoints };
}

function endpointsOf(account: Account, make: (id: string) => EndpointState): AccountState['endpoints'] {
  return Object.fromEntries(Object.keys(providers[account.provider].endpoints).map((id) => [id, make(id)]));
}
