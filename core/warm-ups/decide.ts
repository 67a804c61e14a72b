import type { AccountState } from '../accounts/account-state.ts';
import { providers } from '../providers/registry.ts';
import { signInState } from '../accounts/sign-in.ts';
import type { Facts } from '../usage/facts.ts';
import { type JudgedWindow, judgeWindows, lengthOf } from '../usage/windows.ts';
import { settledStatus, usageEndpointId } from '../polling/endpoint.ts';
import type { SkipReason } from './run.ts';

/** What happens at a scheduled time. */
export type WarmupDecision =
  | { readonly kind: 'run' }
  /** The known figures are too old. Usage is polled first, then the decision is made again. */
  | { readonly kind: 'refresh' }
  | { readonly kind: 'already-open'; readonly resetsAtMs: number | null }
  | { readonly kind: 'skip'; readonly reason: SkipReason };

/** What the decision depends on. */
export interface WarmupSituation {
  readonly slotAtMs: number;
  readonly graceMs: number;
  /** undefined: the account is unknown. */
  readonly state: AccountState | undefined;
  /** True if the settings allow requests to this service. */
  readonly isAsked: boolean;
  /** When the app first saw the sign-in. */
  readonly signedInAtMs: number;
  /** Up to this age a figure is new enough. It is the minimum interval of the endpoint, so no newer one can be had. */
  readonly knownForMs: number;
  /** False if usage was polled already, or cannot be polled. */
  readonly canRefresh: boolean;
  /** True if the account's own tool is asked for usage while the sign-in is asleep. */
  readonly asksTool: boolean;
  readonly nowMs: number;
}

/** No warm-up this soon after a sign-in. A service may take an early request for a sign of a stolen token. */
export const quietAfterSignInMs = 15 * 60_000;

/** Decides what happens at a scheduled time, by what is known about the account now. */
export function decideWarmup(situation: WarmupSituation): WarmupDecision {
  const { slotAtMs, graceMs, state, isAsked, signedInAtMs, nowMs } = situation;
  if (nowMs - slotAtMs > graceMs) return skip('too-late');
  if (state === undefined) return skip('no-account');
  if (!isAsked) return skip('turned-off');
  if (isSignedOut(state) || signInState(state.signIn, nowMs) === 'ended') return skip('signed-out');
  if (nowMs - signedInAtMs < quietAfterSignInMs) return skip('just-signed-in');
  const usage = state.endpoints[usageEndpointId];
  const link = usage === undefined ? null : settledStatus(usage);
  if (link?.kind === 'limited' && nowMs < link.untilMs) return skip('rate-limited');
  return judgeSession(state, situation);
}

function judgeSession(state: AccountState, situation: WarmupSituation): WarmupDecision {
  const { knownForMs, canRefresh, asksTool, nowMs } = situation;
  const windows = judgeWindows(state.facts.windows, nowMs);
  const session = sessionOf(windows);
  if (session?.state === 'open' || session?.state === 'exhausted') {
    const { resetsAtMs } = session;
    if (resetsAtMs !== null) return { kind: 'already-open', resetsAtMs };
  }
  if (isAccountUsedUp(windows)) return skip('weekly-used-up');
  const asOfMs = Math.max(session?.asOfMs ?? 0, state.endpoints[usageEndpointId]?.fetchedAtMs ?? 0);
  const isKnown = asOfMs > 0 && nowMs - asOfMs <= knownForMs;
  const isAnswered = !isAsleep(state, nowMs) || (asksTool && !hasToolFailed(state));
  if (!isKnown && canRefresh && isAnswered) return { kind: 'refresh' };
  // A run of the tool renews a sign-in that is asleep. If nothing answers before, the last known figures are enough.
  if (!isKnown && !(isAsleep(state, nowMs) && session !== undefined)) return skip('not-known');
  const isUnstarted = providers[state.account.provider].tool?.warmUp.isMissingSessionUnstarted === true;
  if (session === undefined) return isUnstarted ? { kind: 'run' } : skip('no-window');
  if (session.state === 'not-started' || session.state === 'reset-pending') return { kind: 'run' };
  return (session.usedPercent ?? 0) > 0 ? { kind: 'already-open', resetsAtMs: null } : skip('not-known');
}

/** The short window of the whole account. */
function sessionOf(windows: readonly JudgedWindow[]): JudgedWindow | undefined {
  return windows.find(({ id, shape }) => id === 'session' && shape.scope === 'account');
}

function isAccountUsedUp(windows: readonly JudgedWindow[]): boolean {
  return windows.some(({ id, shape, state }) => id !== 'session' && shape.scope === 'account' && state === 'exhausted');
}

function isAsleep(state: AccountState, nowMs: number): boolean {
  return signInState(state.signIn, nowMs) === 'asleep';
}

/** Returns true if the account's own tool gave no figures when it was asked last. */
function hasToolFailed({ account, sources = {} }: AccountState): boolean {
  const question = providers[account.provider].tool?.question;
  return question !== undefined && sources[question.source]?.failure !== undefined;
}

/** Whether the account needs a new sign-in: there is none, or the service refused it. */
export function isSignedOut(state: AccountState): boolean {
  const usage = state.endpoints[usageEndpointId];
  return usage !== undefined && settledStatus(usage).kind === 'needs-sign-in';
}

function skip(reason: SkipReason): WarmupDecision {
  return { kind: 'skip', reason };
}

/** Whether a run started a window. */
type Verdict =
  | { readonly kind: 'started' | 'already-open'; readonly resetsAtMs: number | null }
  | { readonly kind: 'not-started' }
  /** No figure is new enough yet. */
  | { readonly kind: 'unknown' };

/** Some services start a window at the full hour before its first request. */
const beginsEarlierMs = 65 * 60_000;

/**
 * Judges whether a run started a window, by figures that are newer than the run. A window that has not started shows
 * a reset of now plus its length. A window that started well before the run was open already.
 */
export function verdictOf(facts: Facts, startedAtMs: number, endedAtMs: number, nowMs: number): Verdict {
  const session = sessionOf(judgeWindows(facts.windows, nowMs));
  if (session === undefined || session.asOfMs < startedAtMs || session.state === 'reset-pending') {
    return { kind: 'unknown' };
  }
  // A figure from during the run may be older than the run's request.
  if (session.state === 'not-started') return { kind: session.asOfMs < endedAtMs ? 'unknown' : 'not-started' };
  const { resetsAtMs } = session;
  if (resetsAtMs === null) return { kind: session.state === 'blocked' ? 'unknown' : 'started', resetsAtMs };
  const beganAtMs = resetsAtMs - lengthOf(session) * 1000;
  return { kind: beganAtMs < startedAtMs - beginsEarlierMs ? 'already-open' : 'started', resetsAtMs };
}
