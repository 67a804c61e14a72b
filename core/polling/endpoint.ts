import { type Failure, isTransient, needsSignIn } from './failure.ts';

/** How the last request to one endpoint of one account went, and what follows from it. */
export type PollStatus =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'fetching';
      readonly sequence: number;
      readonly startedAtMs: number;
      readonly before: SettledPollStatus;
    }
  | (WaitTimes & { readonly kind: 'retrying'; readonly failure: Failure })
  | (WaitTimes & { readonly kind: 'limited' })
  | (Refused & {
      /** What held requests back when the sign-in went: it still does when the same one is back. */
      readonly held?: Wait | Refused;
      /** Somebody asked to try the refused sign-in once more. */
      readonly isRetried?: true;
    });

interface WaitTimes {
  /** 1 after the first failure in a row. */
  readonly attempt: number;
  /** When nothing holds requests back any longer. */
  readonly untilMs: number;
  /** Until when the service itself asked us to wait; left out: it did not say. */
  readonly serviceUntilMs?: number;
}

interface Refused {
  readonly kind: 'needs-sign-in';
  readonly failure: Failure;
  /** Of the sign-in that cannot be used; null: there is none. */
  readonly fingerprint: string | null;
}

export type SettledPollStatus = Exclude<PollStatus, { kind: 'fetching' }>;

export type Wait = Extract<PollStatus, { kind: 'retrying' | 'limited' }>;

/** One endpoint of one account: its link, its age, its next turn. */
export interface EndpointState {
  readonly link: PollStatus;
  /** When the newest good answer was asked for; null: never. */
  readonly fetchedAtMs: number | null;
  /** When a request was last sent, whatever came of it; left out: never. */
  readonly askedAtMs?: number;
  readonly nextDueAtMs: number;
  /** Grows with each request, so that a late answer of a superseded one is known. */
  readonly sequence: number;
  /** How many good answers in a row said nothing new; left out: none. */
  readonly unchangedAnswers?: number;
}

/** A new endpoint that was never asked: due at once. */
export function newEndpoint(nowMs: number): EndpointState {
  return { link: { kind: 'idle' }, fetchedAtMs: null, nextDueAtMs: nowMs, sequence: 0, unchangedAnswers: 0 };
}

/** The link without the flight above it. */
export function settledStatus(state: EndpointState): SettledPollStatus {
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
export function serviceWaitUntilMs(link: PollStatus, nowMs: number): number | null {
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
  const before = withoutRetry(settledStatus(state));
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
  const before = settledStatus(state);
  const attempt = attemptsSoFar(before) + 1;
  const leastMs = failure.kind === 'network' ? 0 : minimumMs;
  const untilMs = nowMs + Math.max(backoffMs(failure, attempt, random), leastMs);
  const askedMs = requestedWaitMs(failure);
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
  const before = settledStatus(state);
  const link: SettledPollStatus = { kind: 'needs-sign-in', failure, fingerprint, ...heldBy(before) };
  return JSON.stringify(state.link) === JSON.stringify(link) ? state : { ...state, link };
}

function heldBy(link: SettledPollStatus): Pick<Extract<PollStatus, { kind: 'needs-sign-in' }>, 'held'> {
  if (link.kind === 'idle') return {};
  if (link.kind !== 'needs-sign-in') return { held: link };
  const { kind, failure, fingerprint, held } = link;
  if (failure.kind === 'unauthorised') return { held: { kind, failure, fingerprint } };
  return held === undefined ? {} : { held };
}

/** Brings the next turn forward, never back; a backoff still holds. */
export function dueNoLaterThan(state: EndpointState, atMs: number): EndpointState {
  return atMs >= state.nextDueAtMs ? state : { ...state, nextDueAtMs: atMs };
}

/** A flight that ended with the process before was never answered: its link is as before it. */
export function restored(state: EndpointState): EndpointState {
  return { ...state, link: withoutRetry(settledStatus(state)) };
}

function withoutRetry(link: SettledPollStatus): SettledPollStatus {
  if (link.kind !== 'needs-sign-in' || link.isRetried === undefined) return link;
  const { isRetried: _isRetried, ...refused } = link;
  return refused;
}

function attemptsSoFar(link: SettledPollStatus): number {
  return link.kind === 'limited' || link.kind === 'retrying' ? link.attempt : 0;
}

const minuteMs = 60_000;
const firstWaitMs = minuteMs;
const longestWaitMs = 15 * minuteMs;
const notUnderstoodWaitMs = 5 * minuteMs;
const firstForbiddenWaitMs = 15 * minuteMs;
const longestForbiddenWaitMs = 60 * minuteMs;
const jitterShare = 0.1;

/**
 * How long to wait after the n-th failure in a row. Transient ones: 60 s · 2^(n−1) up to 15 min. A closed
 * way: 15 min · 2^(n−1) up to 1 h. Others: 5 min. Up to a tenth of jitter is added. A longer wait that
 * the service asked for goes before.
 *
 * @param attempt 1 for the first failure.
 * @param random 0 <= random < 1.
 */
export function backoffMs(failure: Failure, attempt: number, random: number): number {
  const waitMs = Math.round(stepMs(failure, attempt) * (1 + jitterShare * random));
  return Math.max(waitMs, requestedWaitMs(failure) ?? 0);
}

/** How long the service itself asked to wait; null: it did not say. */
export function requestedWaitMs(failure: Failure): number | null {
  return failure.kind === 'limited' || failure.kind === 'server' ? (failure.retryAfterMs ?? null) : null;
}

function stepMs(failure: Failure, attempt: number): number {
  const doubled = 2 ** Math.min(attempt - 1, 10);
  if (isTransient(failure)) return Math.min(firstWaitMs * doubled, longestWaitMs);
  if (failure.kind === 'forbidden') return Math.min(firstForbiddenWaitMs * doubled, longestForbiddenWaitMs);
  return notUnderstoodWaitMs;
}
