import { dueNoLaterThan, type EndpointState, type Refusal, refusal, serviceWaitUntilMs } from './endpoint.ts';
import { isConnectionFailure } from './failure.ts';
import type { PollEligibility } from './next-poll.ts';
import { minuteMs } from '../units/time.ts';

/** The least time between two requests, whoever asks. */
const shortestSpacingMs = minuteMs;

/**
 * Who asks for a refresh. `person`: a click, which may go below the minimum interval of an endpoint once a minute.
 * `program`: the local interface or the command line, which may not. `app`: an action of this app that changes what
 * the service answers, such as a used reset.
 */
export type RefreshBy = 'person' | 'program' | 'app';

/**
 * Why a refresh sends no request. `too-soon`: the last request is too recent. `turned-off`: the user does not want
 * this service to be polled. `sign-in-asleep`: the sign-in ended, and its tool renews it when the user next uses the
 * tool.
 */
export type RefreshRefusal =
  | Refusal
  | { readonly kind: 'too-soon'; readonly untilMs: number }
  | { readonly kind: 'turned-off' | 'sign-in-asleep' };

/** The refusal that follows from the eligibility of the endpoint; null: none does. */
export function eligibilityRefusal(eligibility: PollEligibility): RefreshRefusal | null {
  if (eligibility === 'signed-out') return { kind: 'needs-sign-in' };
  return eligibility === 'turned-off' || eligibility === 'sign-in-asleep' ? { kind: eligibility } : null;
}

export interface RefreshLimits {
  readonly minimumMs: number;
  /** When a click last went below the minimum, epoch ms; null: never. */
  readonly clickedAtMs: number | null;
}

/**
 * Why an endpoint may not be refreshed now; null when it may. A wait that the service asked for, and a wait after
 * a 429, always hold. A click may end any other wait. A click or a program may try a refused sign-in again, once the
 * last request is old enough.
 */
export function refreshRefusal(
  state: EndpointState,
  by: RefreshBy,
  { minimumMs, clickedAtMs }: RefreshLimits,
  nowMs: number,
): RefreshRefusal | null {
  const no = refusal(state, nowMs);
  if (no?.kind === 'in-flight') return no;
  const askedAtMs = state.askedAtMs ?? state.fetchedAtMs;
  const spacingMs = Math.max(minimumMs, shortestSpacingMs);
  const afterMinuteMs = laterBy(askedAtMs, shortestSpacingMs, nowMs);
  if (no?.kind === 'backoff') return by === 'person' && mayEndWait(state, nowMs) && afterMinuteMs <= nowMs ? null : no;
  if (no?.kind === 'needs-sign-in') {
    if (isHeldByWait(state, nowMs)) return no;
    const readyAtMs = by === 'person' ? afterMinuteMs : laterBy(askedAtMs, spacingMs, nowMs);
    return isRefusedByService(state) && readyAtMs <= nowMs ? null : no;
  }
  const regularMs = laterBy(askedAtMs, spacingMs, nowMs);
  if (by === 'app' || regularMs <= nowMs) return null;
  const clickReadyMs = by === 'person' ? laterBy(clickedAtMs, shortestSpacingMs, nowMs) : regularMs;
  return clickReadyMs <= nowMs ? null : { kind: 'too-soon', untilMs: Math.min(clickReadyMs, regularMs) };
}

/** The endpoint after an accepted refresh: due now, without a wait that this app imposed. */
export function refreshed(state: EndpointState, nowMs: number): EndpointState {
  const { link } = state;
  const due = dueNoLaterThan(state, nowMs);
  if (link.kind === 'needs-sign-in') return { ...due, link: { ...link, isRetried: true } };
  if (link.kind === 'retrying' && link.untilMs > nowMs) return { ...due, link: { ...link, untilMs: nowMs } };
  return due;
}

/**
 * The endpoint when the network is back. A wait after a connection failure ends. Where the request reached the
 * service, it ends only after the minimum interval of the endpoint.
 */
export function networkReturned(state: EndpointState, minimumMs: number, nowMs: number): EndpointState {
  const { link } = state;
  if (link.kind !== 'retrying' || !isConnectionFailure(link.failure) || link.untilMs <= nowMs) return state;
  const spacingMs = link.failure.kind === 'network' ? 0 : Math.max(minimumMs, shortestSpacingMs);
  const untilMs = Math.min(link.untilMs, laterBy(state.askedAtMs ?? null, spacingMs, nowMs));
  return { ...state, link: { ...link, untilMs }, nextDueAtMs: Math.min(state.nextDueAtMs, untilMs) };
}

function mayEndWait(state: EndpointState, nowMs: number): boolean {
  return state.link.kind === 'retrying' && serviceWaitUntilMs(state.link, nowMs) === null;
}

/** A sign-in that is missing, unreadable or expired is not tried. The watch on its file finds a better one. */
function isRefusedByService({ link }: EndpointState): boolean {
  return link.kind === 'needs-sign-in' && link.failure.kind === 'unauthorised';
}

function isHeldByWait({ link }: EndpointState, nowMs: number): boolean {
  const held = link.kind === 'needs-sign-in' ? link.held : undefined;
  return (held?.kind === 'limited' || held?.kind === 'retrying') && held.untilMs > nowMs;
}

/** The time `byMs` after `sinceMs`, now at the soonest; now where `sinceMs` is null or lies ahead. */
function laterBy(sinceMs: number | null, byMs: number, nowMs: number): number {
  return sinceMs === null || sinceMs > nowMs ? nowMs : Math.max(nowMs, sinceMs + byMs);
}
