import type { AccountState } from '../accounts/account-state.ts';
import { signInState } from '../accounts/sign-in.ts';
import type { Facts } from '../usage/facts.ts';
import { type JudgedWindow, judgeWindows, lengthOf } from '../usage/windows.ts';
import { usageEndpointId } from '../polling/eligibility.ts';
import { settledStatus } from '../polling/endpoint.ts';
import type { SkipReason } from './run.ts';

export type WarmupDecision =
  | { readonly kind: 'run' }
  /** What is known is too old to tell: usage is asked first, then it is decided again. */
  | { readonly kind: 'refresh' }
  | { readonly kind: 'already-open'; readonly resetsAtMs: number | null }
  | { readonly kind: 'skip'; readonly reason: SkipReason };

export interface WarmupSituation {
  readonly slotAtMs: number;
  readonly graceMs: number;
  /** undefined: the account is not known. */
  readonly state: AccountState | undefined;
  /** The user wants this service to be asked. */
  readonly isAsked: boolean;
  /** When the sign-in was first seen. */
  readonly signedInAtMs: number;
  /** Up to this age a figure tells how the window stands: what the endpoint bears, so that none younger can be had. */
  readonly knownForMs: number;
  /** False when it was tried, or cannot be. */
  readonly canRefresh: boolean;
  readonly nowMs: number;
}

/** A service may take a request right after a sign-in for a stolen one (S1(d) row 1). */
export const quietAfterSignInMs = 15 * 60_000;

/** Whether a slot's run is made, by what is known of the account at this moment. */
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
  const { knownForMs, canRefresh, nowMs } = situation;
  const windows = judgeWindows(state.facts.windows, nowMs);
  const session = sessionOf(windows);
  if (session?.state === 'open' || session?.state === 'exhausted') {
    const ends = session.resetsAtMs;
    if (ends !== null) return { kind: 'already-open', resetsAtMs: ends };
  }
  if (isAccountUsedUp(windows)) return skip('weekly-used-up');
  const asOfMs = Math.max(session?.asOfMs ?? 0, state.endpoints[usageEndpointId]?.fetchedAtMs ?? 0);
  const isKnown = asOfMs > 0 && nowMs - asOfMs <= knownForMs;
  if (!isKnown && canRefresh && !isAsleep(state, nowMs)) return { kind: 'refresh' };
  // A sign-in that is asleep is renewed by its own tool; what was known then has to do.
  if (!isKnown && !(isAsleep(state, nowMs) && session !== undefined)) return skip('not-known');
  if (session === undefined) return state.account.provider === 'claude' ? { kind: 'run' } : skip('no-window');
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

/** Nobody is signed in, or the service refused who is. */
export function isSignedOut(state: AccountState): boolean {
  const usage = state.endpoints[usageEndpointId];
  return usage !== undefined && settledStatus(usage).kind === 'needs-sign-in';
}

function skip(reason: SkipReason): WarmupDecision {
  return { kind: 'skip', reason };
}

type Verdict =
  | { readonly kind: 'started' | 'already-open'; readonly resetsAtMs: number | null }
  | { readonly kind: 'not-started' }
  /** No figure is new enough. */
  | { readonly kind: 'unknown' };

/** Some services let a window begin at the full hour before its first request. */
const beginsEarlierMs = 65 * 60_000;

/**
 * Whether a run began a window, by figures that are newer than it. A window that has not begun has its
 * reset pinned at "now plus its length"; one that began well before the run was open already.
 */
export function verdictOf(facts: Facts, startedAtMs: number, endedAtMs: number, nowMs: number): Verdict {
  const session = sessionOf(judgeWindows(facts.windows, nowMs));
  if (session === undefined || session.asOfMs < startedAtMs || session.state === 'reset-pending') {
    return { kind: 'unknown' };
  }
  // A figure of the time in between may be older than the request.
  if (session.state === 'not-started') return { kind: session.asOfMs < endedAtMs ? 'unknown' : 'not-started' };
  const { resetsAtMs } = session;
  if (resetsAtMs === null) return { kind: session.state === 'blocked' ? 'unknown' : 'started', resetsAtMs };
  const beganAtMs = resetsAtMs - lengthOf(session) * 1000;
  return { kind: beganAtMs < startedAtMs - beginsEarlierMs ? 'already-open' : 'started', resetsAtMs };
}
