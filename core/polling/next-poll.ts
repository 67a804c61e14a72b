import type { EndpointState } from './endpoint.ts';
import { type IntervalFactors, plannedIntervalMs } from './interval.ts';

/**
 * Whether an endpoint is polled when it is due, or why not. `not-essential`: the user wants essential traffic only.
 * `not-wanted`: what is known leaves nothing to ask for. `signed-out`: the sign-in has ended, or usage has none that
 * works, so another endpoint need not try the same one. `sign-in-asleep`: it ended, and its tool renews it when the
 * user next uses the tool.
 */
export type PollEligibility = 'asked' | 'turned-off' | 'not-essential' | 'not-wanted' | 'signed-out' | 'sign-in-asleep';

/** When an endpoint is polled next, and why then. */
export type NextPoll =
  | { readonly kind: 'turned-off' }
  /** The user wants essential traffic only. */
  | { readonly kind: 'not-essential' }
  /** What is known is still good, or there is nothing to ask for. A change of that makes the endpoint due. */
  | { readonly kind: 'not-wanted' }
  | { readonly kind: 'needs-sign-in' }
  /** The sign-in ended, and its tool renews it when the user next uses the tool. */
  | { readonly kind: 'sign-in-asleep' }
  | { readonly kind: 'asking'; readonly sinceMs: number }
  /** The computer sleeps or has no network. The endpoint is polled when that ends. */
  | { readonly kind: 'asleep' }
  | { readonly kind: 'backoff'; readonly atMs: number; readonly attempt: number }
  /** It is due, but requests to one host are kept apart. */
  | { readonly kind: 'host'; readonly atMs: number }
  /** It is due, but the rate budget spreads the requests of a day. */
  | { readonly kind: 'budget'; readonly atMs: number }
  | {
      readonly kind: 'interval';
      readonly atMs: number;
      readonly everyMs: number;
      readonly pace: IntervalFactors;
    };

/** The next poll of one endpoint of one account. */
export interface AccountNextPoll {
  readonly accountId: string;
  readonly endpointId: string;
  readonly outlook: NextPoll;
}

/** What decides about the next poll beside the endpoint's own state. */
export interface NextPollFacts {
  readonly standing: PollEligibility;
  readonly asleep: boolean;
  readonly pace: IntervalFactors;
  readonly hostFreeAtMs: number;
  readonly budgetFreeAtMs: number;
}

/** The next poll as the schedule decides it. The reason that delays it most comes first. */
export function nextPoll(endpoint: EndpointState, facts: NextPollFacts, nowMs: number): NextPoll {
  const { link, nextDueAtMs } = endpoint;
  if (facts.standing === 'turned-off') return { kind: 'turned-off' };
  if (link.kind === 'fetching') return { kind: 'asking', sinceMs: link.startedAtMs };
  if (facts.standing === 'not-essential') return { kind: 'not-essential' };
  if (facts.standing === 'signed-out' || link.kind === 'needs-sign-in') return { kind: 'needs-sign-in' };
  if (facts.standing === 'sign-in-asleep') return { kind: 'sign-in-asleep' };
  if (facts.standing === 'not-wanted') return { kind: 'not-wanted' };
  if (facts.asleep) return { kind: 'asleep' };
  if (link.kind !== 'idle' && link.untilMs > nowMs) {
    return { kind: 'backoff', atMs: link.untilMs, attempt: link.attempt };
  }
  if (facts.budgetFreeAtMs > Math.max(nextDueAtMs, nowMs)) return { kind: 'budget', atMs: facts.budgetFreeAtMs };
  if (nextDueAtMs <= nowMs && facts.hostFreeAtMs > nowMs) return { kind: 'host', atMs: facts.hostFreeAtMs };
  return {
    kind: 'interval',
    atMs: Math.max(nextDueAtMs, nowMs),
    everyMs: plannedIntervalMs(facts.pace),
    pace: facts.pace,
  };
}
