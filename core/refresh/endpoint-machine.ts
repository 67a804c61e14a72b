import { backoffMs } from './backoff.ts';
import { type Failure, needsSignIn } from './failure.ts';
import type { EndpointState, Link, SettledLink } from './link.ts';

/** A new endpoint that was never asked: due at once. */
export function newEndpoint(nowMs: number): EndpointState {
  return { link: { kind: 'idle' }, fetchedAtMs: null, nextDueAtMs: nowMs, sequence: 0, unchangedAnswers: 0 };
}

/** The link without the flight above it. */
export function settledLink(state: EndpointState): SettledLink {
  return state.link.kind === 'fetching' ? state.link.before : state.link;
}

/** Why an endpoint may not be asked now; null when it may (S4-1, S4-6, S4-15). */
export type Refusal =
  | { readonly kind: 'in-flight' }
  | { readonly kind: 'backoff'; readonly untilMs: number }
  | { readonly kind: 'needs-sign-in' };

export function refusal(state: EndpointState, nowMs: number): Refusal | null {
  const { link } = state;
  if (link.kind === 'fetching') return { kind: 'in-flight' };
  if (link.kind === 'needs-sign-in') return { kind: 'needs-sign-in' };
  if ((link.kind === 'limited' || link.kind === 'retrying') && nowMs < link.untilMs) {
    return { kind: 'backoff', untilMs: link.untilMs };
  }
  return null;
}

/** True when the endpoint's turn has come and nothing forbids it (S4-9: at the boundary it is stale). */
export function isDue(state: EndpointState, nowMs: number): boolean {
  return refusal(state, nowMs) === null && nowMs >= state.nextDueAtMs;
}

/** Takes off; the caller must have asked `refusal` first. The new sequence number names the flight. */
export function started(state: EndpointState, nowMs: number): EndpointState {
  const sequence = state.sequence + 1;
  return { ...state, sequence, link: { kind: 'fetching', sequence, startedAtMs: nowMs, before: settledLink(state) } };
}

/** Whether an answer belongs to the flight under way; a late one of a superseded flight does not. */
export function isCurrentFlight(state: EndpointState, sequence: number): boolean {
  return state.link.kind === 'fetching' && state.link.sequence === sequence;
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
  const attempt = attemptsSoFar(settledLink(state)) + 1;
  const leastMs = failure.kind === 'network' ? 0 : minimumMs;
  const untilMs = nowMs + Math.max(backoffMs(failure, attempt, random), leastMs);
  const link: SettledLink =
    failure.kind === 'limited'
      ? { kind: 'limited', attempt, untilMs }
      : { kind: 'retrying', attempt, untilMs, failure };
  return { ...state, link, nextDueAtMs: untilMs };
}

/**
 * The sign-in changed, or is back. One that the service refused is asked again at once with the new
 * one, one that was gone at its own turn; a wait that the service asked for goes on, because it
 * may count by account.
 */
export function credentialChanged(state: EndpointState, fingerprint: string, nowMs: number): EndpointState {
  const { link } = state;
  if (link.kind !== 'needs-sign-in' || link.fingerprint === fingerprint) return state;
  const { held } = link;
  if (held?.kind === 'limited' || held?.kind === 'retrying') return { ...state, link: held, nextDueAtMs: held.untilMs };
  if (held?.fingerprint === fingerprint) return { ...state, link: held };
  const nextDueAtMs = link.failure.kind === 'credential' ? Math.max(state.nextDueAtMs, nowMs) : nowMs;
  return { ...state, link: { kind: 'idle' }, nextDueAtMs };
}

/**
 * The sign-in is gone, unusable or expired: nothing is asked until it is back.
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
  return { ...state, link: settledLink(state) };
}

function attemptsSoFar(link: SettledLink): number {
  return link.kind === 'limited' || link.kind === 'retrying' ? link.attempt : 0;
}
