import { isEqual } from '../units/equality.ts';
import { hourMs, minuteMs } from '../units/time.ts';
import { type Failure, isTransient, needsSignIn } from './failure.ts';

/** The endpoint by which the account itself is judged. */
export const usageEndpointId = 'usage';

/** How the last request to one endpoint of one account ended, and what follows from it. Stored as `link`. */
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
      /** The wait or refusal before the sign-in went away. It holds again when the same sign-in is back. */
      readonly held?: Wait | Refused;
      /** The user asked to try the refused sign-in once more. */
      readonly isRetried?: true;
    });

interface WaitTimes {
  /** The number of failures in a row, from 1. */
  readonly attempt: number;
  /** When the wait ends, epoch ms. */
  readonly untilMs: number;
  /** Until when the service itself asked us to wait, epoch ms; left out: it did not ask. */
  readonly serviceUntilMs?: number;
}

interface Refused {
  readonly kind: 'needs-sign-in';
  readonly failure: Failure;
  /** The fingerprint of the sign-in that cannot be used; null: there is no sign-in. */
  readonly fingerprint: string | null;
  /**
   * The account's own tool can renew the sign-in, but did not answer. It is asked again at the next poll, without a
   * request to the service.
   */
  readonly asksTool?: true;
}

export type SettledPollStatus = Exclude<PollStatus, { kind: 'fetching' }>;

export type Wait = Extract<PollStatus, { kind: 'retrying' | 'limited' }>;

/** One endpoint of one account: its last request, the age of its answer, its next poll. */
export interface EndpointState {
  readonly link: PollStatus;
  /** When the newest good answer was asked for, epoch ms; null: never. */
  readonly fetchedAtMs: number | null;
  /** When the last request was sent, whatever its outcome, epoch ms; left out: never. */
  readonly askedAtMs?: number;
  readonly nextDueAtMs: number;
  /** Grows with each request, so that a late answer to an older request is recognised. */
  readonly sequence: number;
  /** How many good answers in a row said nothing new; left out: none. */
  readonly unchangedAnswers?: number;
}

/** A new endpoint that was never polled and is due now. */
export function newEndpoint(nowMs: number): EndpointState {
  return { link: { kind: 'idle' }, fetchedAtMs: null, nextDueAtMs: nowMs, sequence: 0, unchangedAnswers: 0 };
}

/** The status without a request in flight: that of before the request. */
export function settledStatus(state: EndpointState): SettledPollStatus {
  return state.link.kind === 'fetching' ? state.link.before : state.link;
}

/** Why an endpoint may not be polled now. */
export type Refusal = { readonly kind: 'in-flight' } | Backoff | { readonly kind: 'needs-sign-in' };

interface Backoff {
  readonly kind: 'backoff';
  readonly untilMs: number;
  /** Until when the service itself asked us to wait, epoch ms; null: it did not ask. */
  readonly serviceUntilMs: number | null;
}

/** Why an endpoint may not be polled now; null when it may. */
export function refusal(state: EndpointState, nowMs: number): Refusal | null {
  const { link } = state;
  if (link.kind === 'fetching') return { kind: 'in-flight' };
  if (link.kind === 'needs-sign-in') return link.isRetried === true ? null : { kind: 'needs-sign-in' };
  if ((link.kind === 'limited' || link.kind === 'retrying') && nowMs < link.untilMs) {
    return { kind: 'backoff', untilMs: link.untilMs, serviceUntilMs: serviceWaitUntilMs(link, nowMs) };
  }
  return null;
}

/** Until when the service asked us to wait, epoch ms; null: it did not ask, or the time is over. */
export function serviceWaitUntilMs(link: PollStatus, nowMs: number): number | null {
  if (link.kind !== 'limited' && link.kind !== 'retrying') return null;
  const { serviceUntilMs } = link;
  return serviceUntilMs === undefined || serviceUntilMs <= nowMs ? null : serviceUntilMs;
}

/** True when the endpoint is due and nothing forbids a poll. At the very time of `nextDueAtMs` it is due. */
export function isDue(state: EndpointState, nowMs: number): boolean {
  return (refusal(state, nowMs) === null || isToolAskedAgain(state.link)) && nowMs >= state.nextDueAtMs;
}

/** True when the next poll asks only the account's own tool, because the service has refused the sign-in. */
export function isToolAskedAgain(link: PollStatus): boolean {
  return link.kind === 'needs-sign-in' && link.asksTool === true;
}

/** The endpoint whose sign-in was refused, with another question to the account's own tool at a time. */
export function askingToolAgain(state: EndpointState, atMs: number): EndpointState {
  const { link } = state;
  return link.kind === 'needs-sign-in' ? { ...state, link: { ...link, asksTool: true }, nextDueAtMs: atMs } : state;
}

/** The endpoint with a request in flight, named by the new sequence number. The caller must check `refusal` first. */
export function started(state: EndpointState, nowMs: number): EndpointState {
  const sequence = state.sequence + 1;
  const before = withoutRetry(settledStatus(state));
  return { ...state, sequence, askedAtMs: nowMs, link: { kind: 'fetching', sequence, startedAtMs: nowMs, before } };
}

/** Whether an answer belongs to the request in flight. A late answer to an older request does not. */
export function isCurrentFlight(state: EndpointState, sequence: number): boolean {
  return state.link.kind === 'fetching' && state.link.sequence === sequence;
}

/** The endpoint whose request in flight began now at the latest. After a clock was set back its answer would lie ahead. */
export function startedBy(state: EndpointState, nowMs: number): EndpointState {
  const { link, askedAtMs } = state;
  if (link.kind !== 'fetching' || link.startedAtMs <= nowMs) return state;
  const startedAtMs = Math.min(link.startedAtMs, nowMs);
  return { ...state, askedAtMs: Math.min(askedAtMs ?? nowMs, nowMs), link: { ...link, startedAtMs } };
}

/**
 * The endpoint after a good answer: no wait is left, and the age counts from when the request was sent.
 *
 * @param writtenMs When a program wrote the figures that were read on this computer. The age counts from there.
 */
export function succeeded(
  state: EndpointState,
  nextDueAtMs: number,
  unchangedAnswers = 0,
  writtenMs?: number,
): EndpointState {
  const startedAtMs = state.link.kind === 'fetching' ? state.link.startedAtMs : state.fetchedAtMs;
  const fetchedAtMs = writtenMs ?? startedAtMs;
  return { ...state, link: { kind: 'idle' }, fetchedAtMs, nextDueAtMs, unchangedAnswers };
}

/** The endpoint after a look at the figures that a program keeps: due now, unless it has just these figures. */
export function figuresSeen(state: EndpointState, writtenMs: number | null, nowMs: number): EndpointState {
  const { link, fetchedAtMs } = state;
  if (writtenMs === null ? link.kind !== 'idle' || fetchedAtMs === null : writtenMs === fetchedAtMs) return state;
  const isOfFile = link.kind === 'retrying' && link.failure.kind === 'figures';
  return dueNoLaterThan(isOfFile ? { ...state, link: { kind: 'idle' } } : state, nowMs);
}

/**
 * The endpoint after a failure, with a wait by its kind.
 *
 * @param minimumMs The minimum interval of the endpoint. A request that reached the service keeps it.
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
  const requestedMs = requestedWaitMs(failure);
  const times = { attempt, untilMs, ...(requestedMs === null ? {} : { serviceUntilMs: nowMs + requestedMs }) };
  const link: Wait =
    failure.kind === 'limited' ? { kind: 'limited', ...times } : { kind: 'retrying', ...times, failure };
  // A refused sign-in that was tried once more stays refused until the service says otherwise.
  if (before.kind === 'needs-sign-in') return { ...state, link: { ...before, held: link } };
  return { ...state, link, nextDueAtMs: untilMs };
}

/** A service may take a request right after a sign-in for the use of a stolen token, so the first poll waits. */
export const quietAfterSignInMs = minuteMs;

/**
 * The endpoint after the sign-in changed or came back. Where the service refused the old one, it is polled with
 * the new one after `quietMs`. Where there was none, it is polled when it is due. A wait that the service asked
 * for goes on, because the service may count by account.
 *
 * @param quietMs How long a new sign-in is not used; 0: it was there before this process.
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
 * The endpoint after the sign-in went away or became unusable. It is not polled until the sign-in is back.
 *
 * @param fingerprint Of the sign-in that cannot be used; null: there is no sign-in.
 */
export function credentialLost(
  state: EndpointState,
  failure: Failure,
  fingerprint: string | null = null,
): EndpointState {
  const before = settledStatus(state);
  const link: SettledPollStatus = { kind: 'needs-sign-in', failure, fingerprint, ...heldBy(before) };
  return isEqual(state.link, link) ? state : { ...state, link };
}

function heldBy(link: SettledPollStatus): Pick<Extract<PollStatus, { kind: 'needs-sign-in' }>, 'held'> {
  if (link.kind === 'idle') return {};
  if (link.kind !== 'needs-sign-in') return { held: link };
  const { kind, failure, fingerprint, asksTool, held } = link;
  const again = asksTool === undefined ? {} : { asksTool };
  if (failure.kind === 'unauthorised') return { held: { kind, failure, fingerprint, ...again } };
  return held === undefined ? {} : { held };
}

/** The endpoint with its next poll at `atMs` where that is sooner. A wait still holds. */
export function dueNoLaterThan(state: EndpointState, atMs: number): EndpointState {
  return atMs >= state.nextDueAtMs ? state : { ...state, nextDueAtMs: atMs };
}

/** The endpoint without a request in flight, which the end of the process before has cut off. */
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

const firstWaitMs = minuteMs;
const longestWaitMs = 15 * minuteMs;
const notUnderstoodWaitMs = 5 * minuteMs;
const firstForbiddenWaitMs = 15 * minuteMs;
const longestForbiddenWaitMs = hourMs;
const jitterShare = 0.1;

/**
 * How long to wait after the n-th failure in a row, ms. A failure that may pass: 60 s · 2^(n−1) up to 15 min. A
 * connection that something forbids: 15 min · 2^(n−1) up to 1 h. Other failures: 5 min. Up to a tenth of jitter
 * is added. A longer wait that the service asked for counts instead.
 *
 * @param attempt 1 for the first failure.
 * @param random 0 <= random < 1.
 */
export function backoffMs(failure: Failure, attempt: number, random: number): number {
  const waitMs = Math.round(stepMs(failure, attempt) * (1 + jitterShare * random));
  return Math.max(waitMs, requestedWaitMs(failure) ?? 0);
}

/** How long the service itself asked to wait, ms; null: it did not ask. */
export function requestedWaitMs(failure: Failure): number | null {
  return failure.kind === 'limited' || failure.kind === 'server' ? (failure.retryAfterMs ?? null) : null;
}

function stepMs(failure: Failure, attempt: number): number {
  const doubled = 2 ** Math.min(attempt - 1, 10);
  if (isTransient(failure)) return Math.min(firstWaitMs * doubled, longestWaitMs);
  if (failure.kind === 'forbidden') return Math.min(firstForbiddenWaitMs * doubled, longestForbiddenWaitMs);
  return notUnderstoodWaitMs;
}
