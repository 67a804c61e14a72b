import { askedWaitMs, backoffMs } from './backoff.ts';
import { type Failure, needsSignIn } from './failure.ts';
import type { EndpointState, Link, SettledLink, Wait } from './link.ts';

/** A new endpoint that was never asked: due at once. */
export function newEndpoint(nowMs: number): EndpointState {
  return { link: { kind: 'idle' }, fetchedAtMs: null, nextDueAtMs: nowMs, sequence: 0, unchangedAnswers: 0 };
}

/** The link without the flight above it. */
export function settledLink(state: EndpointState): SettledLink {
  return state.link.kind === 'fetching' ? state.link.before : state.link;
}

/** Why an endpoint may not be asked now; null when it may (S4-1, S4-6, S4-15). */
export type Refusal = { readonly kind: 'in-flight' } | Backoff | { readonly kind: 'needs-sign-in' };

interface Backoff {
  readonly kind: 'backoff';
  readonly untilMs: number;
  /** Until when the service itself asked us to wait; null: the wait is our own. */
  readonly serviceUntilMs: number | null;
}

export function refusal(state: EndpointState, nowMs: number): Refusal | null {
  const { link } = state;
  if (link.kind === 'fetching') return { kind: 'in-flight' };
  if (link.kind === 'needs-sign-in') return link.isRetried === true ? null : { kind: 'needs-sign-in' };
  if ((link.kind === 'limited' || link.kind === 'retrying') && nowMs < link.untilMs) {
    return { kind: 'backoff', untilMs: link.untilMs, serviceUntilMs: serviceWaitUntilMs(link, nowMs) };
  }
  return null;
}

/** Until when the service asked us to wait; null: it did not, or that time is over. */
export function serviceWaitUntilMs(link: Link, nowMs: number): number | null {
  if (link.kind !== 'limited' && link.kind !== 'retrying') return null;
  const { serviceUntilMs } = link;
  return serviceUntilMs === undefined || serviceUntilMs <= nowMs ? null : serviceUntilMs;
}

/** True when the endpoint's turn has come and nothing forbids it (S4-9: at the boundary it is stale). */
export function isDue(state: EndpointState, nowMs: number): boolean {
  return refusal(state, nowMs) === null && nowMs >= state.nextDueAtMs;
}

/** Takes off; the caller must have asked `refusal` first. The new sequence number names the flight. */
export function started(state: EndpointState, nowMs: number): EndpointState {
  const sequence = state.sequence + 1;
  const before = withoutRetry(settledLink(state));
  return { ...state, sequence, askedAtMs: nowMs, link: { kind: 'fetching', sequence, startedAtMs: nowMs, before } };
}

/** Whether an answer belongs to the flight under way; a late one of a superseded flight does not. */
export function isCurrentFlight(state: EndpointState, sequence: number): boolean {
  return state.link.kind === 'fetching' && state.link.sequence === sequence;
}

/** A flight over which the clock was set back counts as begun now at the latest, or its answer would be of the future. */
export function startedBy(state: EndpointState, nowMs: number): EndpointState {
  const { link, askedAtMs } = state;
  if (link.kind !== 'fetching' || link.startedAtMs <= nowMs) return state;
  const startedAtMs = Math.min(link.startedAtMs, nowMs);
  return { ...state, askedAtMs: Math.min(askedAtMs ?? nowMs, nowMs), link: { ...link, startedAtMs } };
}

/** A good answer: backoff is forgotten (S4-5), the age is the time the request was sent. */
export function succeeded(state: EndpointState, nextDueAtMs: number, unchangedAnswers = 0): EndpointState {
  const fetchedAtMs = state.link.kind === 'fetching' ? state.link.startedAtMs : state.fetchedAtMs;
  return { ...state, link: { kind: 'idle' }, fetchedAtMs, nextDueAtMs, unchangedAnswers };
}

/**
 * A failure: waits by its kind; whatever was known is untouched (S4-24).
 *
 * @param minimumMs What the endpoint bears; a request that reached the service keeps it.
 */
export function failed(
  state: EndpointState,
  failure: Failure,
  fingerprint: string | null,
  nowMs: number,
  random: number,
  minimumMs = 0,
): EndpointState {
  if (needsSignIn(failure)) return { ...state, link: { kind: 'needs-sign-in', failure, fingerprint } };
  const before = settledLink(state);
  const attempt = attemptsSoFar(before) + 1;
  const leastMs = failure.kind === 'network' ? 0 : minimumMs;
  const untilMs = nowMs + Math.max(backoffMs(failure, attempt, random), leastMs);
  const askedMs = askedWaitMs(failure);
  const times = { attempt, untilMs, ...(askedMs === null ? {} : { serviceUntilMs: nowMs + askedMs }) };
  const link: Wait =
    failure.kind === 'limited' ? { kind: 'limited', ...times } : { kind: 'retrying', ...times, failure };
  // A refused sign-in that was tried once more stays refused until the service says otherwise.
  if (before.kind === 'needs-sign-in') return { ...state, link: { ...before, held: link } };
  return { ...state, link, nextDueAtMs: untilMs };
}

/** A service may take a request right after a sign-in for one of a stolen token, so it is left in quiet first. */
export const quietAfterSignInMs = 60_000;

/**
 * The sign-in changed, or is back. One that the service refused is asked again with the new one after some
 * quiet, one that was gone at its own turn; a wait that the service asked for goes on, because it may count
 * by account.
 *
 * @param quietMs How long nothing is asked, because the sign-in is new; 0: it was there before us.
 */
export function credentialChanged(
  state: EndpointState,
  fingerprint: string,
  nowMs: number,
  quietMs = 0,
): EndpointState {
  const { link } = state;
  if (link.kind !== 'needs-sign-in') return state;
  // Earlier versions stored that a sign-in had expired, which depends on the clock.
  if (link.fingerprint === fingerprint && link.failure.kind !== 'credential-expired') return state;
  const { held } = link;
  if (held?.kind === 'limited' || held?.kind === 'retrying') return { ...state, link: held, nextDueAtMs: held.untilMs };
  if (held?.fingerprint === fingerprint) return { ...state, link: held };
  const quietUntilMs = nowMs + quietMs;
  const nextDueAtMs = link.failure.kind === 'credential' ? Math.max(state.nextDueAtMs, quietUntilMs) : quietUntilMs;
  return { ...state, link: { kind: 'idle' }, nextDueAtMs };
}

/**
 * The sign-in is gone or unusable: nothing is asked until it is back.
 *
 * @param fingerprint Of the sign-in that cannot be used; null: there is none.
 */
export function credentialLost(
  state: EndpointState,
  failure: Failure,
  fingerprint: string | null = null,
): EndpointState {
  const before = settledLink(state);
  const link: SettledLink = { kind: 'needs-sign-in', failure, fingerprint, ...heldBy(before) };
  return JSON.stringify(state.link) === JSON.stringify(link) ? state : { ...state, link };
}

function heldBy(link: SettledLink): Pick<Extract<Link, { kind: 'needs-sign-in' }>, 'held'> {
  if (link.kind === 'idle') return {};
  if (link.kind !== 'needs-sign-in') return { held: link };
  const { kind, failure, fingerprint, held } = link;
  if (failure.kind === 'unauthorised') return { held: { kind, failure, fingerprint } };
  return held === undefined ? {} : { held };
}

/** Brings the next turn forward, never back; a backoff still holds. */
export function dueBy(state: EndpointState, atMs: number): EndpointState {
  return atMs >= state.nextDueAtMs ? state : { ...state, nextDueAtMs: atMs };
}

/** A flight that ended with the process before was never answered: its link is as before it. */
export function restored(state: EndpointState): EndpointState {
  return { ...state, link: withoutRetry(settledLink(state)) };
}

function withoutRetry(link: SettledLink): SettledLink {
  if (link.kind !== 'needs-sign-in' || link.isRetried === undefined) return link;
  const { isRetried: _isRetried, ...refused } = link;
  return refused;
}

function attemptsSoFar(link: SettledLink): number {
  return link.kind === 'limited' || link.kind === 'retrying' ? link.attempt : 0;
}
