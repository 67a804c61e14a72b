import { gateTimes } from '../../core/concurrency/state.ts';
import { reportsSessions } from '../../core/concurrency/slots.ts';
import { signInState } from '../../core/accounts/sign-in.ts';
import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Clock, Http, Log } from '../../core/ports.ts';
import { serviceOf } from '../../core/providers/service.ts';
import type { Observation } from '../../core/usage/observation.ts';
import {
  requestedWaitMs,
  type SettledPollStatus,
  settledStatus,
  type Wait,
  usageEndpointId,
} from '../../core/polling/endpoint.ts';
import { type Failure, needsSignIn } from '../../core/polling/failure.ts';
import { asksProvider, type Settings } from '../../core/settings/settings.ts';
import { answeredRequest } from '../engine/poll-requests.ts';
import { minuteMs } from '../../core/units/time.ts';

/** `count` null: the service did not say. `silentMs`: how long not to ask again; null: unknown. */
export interface CountAnswer {
  readonly count: number | null;
  readonly silentMs: number | null;
}

export interface SessionCountDependencies {
  readonly clock: Clock;
  readonly http: Http;
  readonly log: Log;
  /** Merges the rest of the answer, so that the panel shows what the gate knows. */
  readonly observe: (accountId: string, observation: Observation) => void;
}

const lastingFailureMs = minuteMs;
const maxTimeoutMs = 8_000;

/** Returns whether the gate may ask the account's service for its session count. */
export function canCount(
  { account, facts, endpoints, signIn }: AccountState,
  settings: Settings,
  nowMs: number,
): boolean {
  const usage = endpoints[usageEndpointId];
  if (usage === undefined || !reportsSessions(facts) || !asksProvider(settings, account.provider)) return false;
  if (signInState(signIn, nowMs) !== 'valid') return false;
  const link = settledStatus(usage);
  return link.kind !== 'needs-sign-in' && !(mustWait(link) && nowMs < link.untilMs);
}

/** True: the service rate-limits us, or its failure said how long to wait. */
function mustWait(link: SettledPollStatus): link is Wait {
  return link.kind === 'limited' || (link.kind === 'retrying' && requestedWaitMs(link.failure) !== null);
}

/**
 * Makes the function that asks the service how many sessions an account has open. It uses the usage endpoint
 * with a shorter timeout, because callers wait. One request per account at a time. Never rejects.
 */
export function createSessionCount({
  clock,
  http,
  log,
  observe,
}: SessionCountDependencies): (state: AccountState) => Promise<CountAnswer> {
  const inFlight = new Set<string>();

  async function ask({ account }: AccountState): Promise<CountAnswer> {
    const endpoint = serviceOf(account).endpoints[usageEndpointId];
    if (endpoint === undefined) return { count: null, silentMs: lastingFailureMs };
    const askedAtMs = clock.nowMs();
    const request = endpoint.request(account, askedAtMs);
    if (request.method === 'READ') return { count: null, silentMs: lastingFailureMs };
    const timeoutMs = Math.min(request.timeoutMs, maxTimeoutMs);
    // Only the first page of a service counts sessions, and a caller waits for the answer.
    const outcome = await http.send({ ...request, timeoutMs }, account);
    if (outcome.kind === 'failure') {
      log.warn(`${account.id} session count: ${outcome.failure.kind}`);
      return { count: null, silentMs: silentMsAfter(outcome.failure) };
    }
    const read = endpoint.parse(outcome.body, askedAtMs, answeredRequest(account, outcome));
    if (!read.ok) return { count: null, silentMs: null };
    observe(account.id, read.observation);
    const { concurrency } = read.observation;
    return { count: concurrency?.is === 'value' ? concurrency.value.current : null, silentMs: null };
  }

  return async (state) => {
    const { id } = state.account;
    if (inFlight.has(id)) return { count: null, silentMs: null };
    inFlight.add(id);
    try {
      return await ask(state);
    } catch (error) {
      log.error(`${id} session count failed`, error);
      return { count: null, silentMs: null };
    } finally {
      inFlight.delete(id);
    }
  };
}

/** Returns how long not to ask after a failure. Failures that only a person can end wait longer. Null: as the gate decides. */
function silentMsAfter(failure: Failure): number | null {
  if (failure.kind === 'limited') return failure.retryAfterMs ?? gateTimes.pauseMs;
  if (failure.kind === 'server') return failure.retryAfterMs ?? null;
  const isLasting = needsSignIn(failure) || failure.kind === 'forbidden' || failure.kind === 'unexpected-status';
  return isLasting ? lastingFailureMs : null;
}
