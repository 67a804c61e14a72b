import type { PollEligibility } from './eligibility.ts';
import { dueNoLaterThan, type EndpointState, type Refusal, refusal, serviceWaitUntilMs } from './endpoint.ts';
import { isConnectionFailure } from './failure.ts';

const leastMs = 60_000;

/**
 * Who asks for a refresh. `person`: a click, which may go below an endpoint's minimum interval once a
 * minute. `program`: the local interface or the command line, which may not. `app`: an action of this app
 * that changed what the service says, such as a used reset.
 */
export type RefreshBy = 'person' | 'program' | 'app';

/**
 * Why a refresh that was asked for sends nothing. `too-soon`: the last request is younger than it may be.
 * `turned-off`: the user does not want this service to be asked. `sign-in-asleep`: the sign-in ended, and
 * its tool renews it with its next use.
 */
export type RefreshRefusal =
  | Refusal
  | { readonly kind: 'too-soon'; readonly untilMs: number }
  | { readonly kind: 'turned-off' | 'sign-in-asleep' };

/** The refusal that follows from what is asked at all; null: none does. */
export function eligibilityRefusal(standing: PollEligibility): RefreshRefusal | null {
  if (standing === 'signed-out') return { kind: 'needs-sign-in' };
  return standing === 'turned-off' || standing === 'sign-in-asleep' ? { kind: standing } : null;
}

export interface RefreshLimits {
  readonly minimumMs: number;
  /** When a click last went below the minimum; null: never. */
  readonly clickedAtMs: number | null;
}

/**
 * Why an endpoint may not be refreshed now; null when it may. A wait that the service asked for, and one
 * after a 429, always hold. A click may end any other wait, and anybody may try a refused sign-in again, once
 * the last request is old enough.
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
  const spacingMs = Math.max(minimumMs, leastMs);
  const afterMinuteMs = laterBy(askedAtMs, leastMs, nowMs);
  if (no?.kind === 'backoff') return by === 'person' && mayEndWait(state, nowMs) && afterMinuteMs <= nowMs ? null : no;
  if (no?.kind === 'needs-sign-in') {
    if (isHeldByWait(state, nowMs)) return no;
    const readyAtMs = by === 'person' ? afterMinuteMs : laterBy(askedAtMs, spacingMs, nowMs);
    return isRefusedByService(state) && readyAtMs <= nowMs ? null : no;
  }
  const regularMs = laterBy(askedAtMs, spacingMs, nowMs);
  if (by === 'app' || regularMs <= nowMs) return null;
  const clickReadyMs = by === 'person' ? laterBy(clickedAtMs, leastMs, nowMs) : regularMs;
  return clickReadyMs <= nowMs ? null : { kind: 'too-soon', untilMs: Math.min(clickReadyMs, regularMs) };
}

/** The endpoint when a refresh was accepted: due now, with no wait of our own before it. */
export function refreshed(state: EndpointState, nowMs: number): EndpointState {
  const { link } = state;
  const due = dueNoLaterThan(state, nowMs);
  if (link.kind === 'needs-sign-in') return { ...due, link: { ...link, isRetried: true } };
  if (link.kind === 'retrying' && link.untilMs > nowMs) return { ...due, link: { ...link, untilMs: nowMs } };
  return due;
}

/**
 * The network is back: a wait for the way ends, but never sooner than the endpoint bears after a request
 * that reached something, and never before the time that the service named.
 */
export function networkReturned(state: EndpointState, minimumMs: number, nowMs: number): EndpointState {
  const { link } = state;
  if (link.kind !== 'retrying' || !isConnectionFailure(link.failure) || link.untilMs <= nowMs) return state;
  const spacingMs = link.failure.kind === 'network' ? 0 : Math.max(minimumMs, leastMs);
  const untilMs = Math.min(link.untilMs, laterBy(state.askedAtMs ?? null, spacingMs, nowMs));
  return { ...state, link: { ...link, untilMs }, nextDueAtMs: Math.min(state.nextDueAtMs, untilMs) };
}

function mayEndWait(state: EndpointState, nowMs: number): boolean {
  return state.link.kind === 'retrying' && serviceWaitUntilMs(state.link, nowMs) === null;
}

/** A sign-in that is missing, unreadable or expired is not tried: the look at its place finds a better one. */
function isRefusedByService({ link }: EndpointState): boolean {
  return link.kind === 'needs-sign-in' && link.failure.kind === 'unauthorised';
}

function isHeldByWait({ link }: EndpointState, nowMs: number): boolean {
  const held = link.kind === 'needs-sign-in' ? link.held : undefined;
  return (held?.kind === 'limited' || held?.kind === 'retrying') && held.untilMs > nowMs;
}

/** A moment some time after another one, which lies in the past; at once where there is none. */
function laterBy(sinceMs: number | null, byMs: number, nowMs: number): number {
  return sinceMs === null || sinceMs > nowMs ? nowMs : Math.max(nowMs, sinceMs + byMs);
}
