import type { AccountState } from '../accounts/account-state.ts';
import type { Account } from '../accounts/account.ts';
import { clockToleranceMs } from '../usage/freshness.ts';
import type { Observation } from '../usage/observation.ts';
import { usageEndpointId } from './eligibility.ts';
import { dueNoLaterThan, type EndpointState, refusal, type Wait } from './endpoint.ts';

/** One endpoint of one account, as the engine's schedule sees it. */
export interface ScheduledPoll {
  readonly account: Account;
  readonly endpointId: string;
  readonly atMs: number;
}

/**
 * When each endpoint may next be asked, in no order; without those in flight, those that wait for a
 * sign-in, and those that are not asked by the user's wish or for want of a question.
 *
 * @param untilMs Later turns are left out.
 */
export function scheduledPollsUntil(
  accounts: readonly AccountState[],
  isAsked: (state: AccountState, endpointId: string) => boolean,
  untilMs: number,
): readonly ScheduledPoll[] {
  const found: ScheduledPoll[] = [];
  for (const state of accounts) {
    const { account, endpoints } = state;
    for (const endpointId in endpoints) {
      const endpoint = endpoints[endpointId];
      const atMs = endpoint === undefined ? null : pollAtMs(endpoint);
      if (atMs === null || atMs > untilMs || !isAsked(state, endpointId)) continue;
      found.push({ account, endpointId, atMs });
    }
  }
  return found;
}

function pollAtMs({ link, nextDueAtMs }: EndpointState): number | null {
  if (link.kind === 'fetching') return null;
  if (link.kind === 'needs-sign-in') return link.isRetried === true ? nextDueAtMs : null;
  return link.kind === 'idle' ? nextDueAtMs : Math.max(nextDueAtMs, link.untilMs);
}

const longestHintMs = 24 * 3_600_000;
/** The longest wait of our own, with its jitter. */
const longestBackoffMs = 67 * 60_000;

/**
 * A clock that was set back leaves turns far in the future. A wait then lasts as long as it did from its
 * request on, counted from now, and none is further away than the longest wait there is.
 */
export function repairAfterClockSetback(endpoint: EndpointState, nowMs: number, intervalMs: number): EndpointState {
  const { link, nextDueAtMs, askedAtMs } = endpoint;
  const isSetBack = askedAtMs !== undefined && askedAtMs > nowMs + clockToleranceMs;
  const farthestMs = nowMs + 1.2 * intervalMs;
  if (link.kind === 'limited' || link.kind === 'retrying') {
    const longestMs = link.serviceUntilMs === undefined ? longestBackoffMs : longestHintMs;
    const moved = isSetBack ? movedBy(link, nowMs - askedAtMs) : link;
    const untilMs = Math.min(moved.untilMs, nowMs + longestMs);
    const isTurnFar = nextDueAtMs > Math.max(untilMs, farthestMs);
    if (untilMs === link.untilMs && !isTurnFar) return endpoint;
    return {
      ...endpoint,
      ...(isSetBack ? { askedAtMs: nowMs } : {}),
      nextDueAtMs: untilMs,
      link: { ...moved, untilMs },
    };
  }
  return link.kind === 'idle' && (isSetBack || nextDueAtMs > farthestMs)
    ? { ...endpoint, ...(isSetBack ? { askedAtMs: nowMs } : {}), nextDueAtMs: Math.min(nextDueAtMs, nowMs) }
    : endpoint;
}

function movedBy(link: Wait, byMs: number): Wait {
  const { untilMs, serviceUntilMs } = link;
  const service = serviceUntilMs === undefined ? {} : { serviceUntilMs: serviceUntilMs + byMs };
  return { ...link, untilMs: untilMs + byMs, ...service };
}

const notBeforeMs = 2_000;
const initialSpreadMs = 8_000;

/**
 * When an endpoint that was never asked has its first turn: usage at once, every other one some
 * seconds after it, each account at its own moment, so that a start (also the first one after
 * an update that brought an endpoint) does not ask everything at once.
 */
export function initialDueAtMs(accountId: string, endpointId: string, nowMs: number): number {
  if (endpointId === usageEndpointId) return nowMs;
  return nowMs + notBeforeMs + Math.floor(shareOf(`${endpointId} ${accountId}`) * initialSpreadMs);
}

/** A number of its own for each text, 0 <= x < 1: FNV-1a, mixed so that texts that are nearly the same lie apart. */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

const youngMs = 60_000;

/**
 * When the panel opens, anything older than a minute is due now, unless its endpoint was asked within its minimum
 * interval or waits. A figure from another source counts.
 *
 * @param measuredAtMs When the newest figure was true; null: never.
 */
export function dueOnPanelOpen(
  endpoint: EndpointState,
  measuredAtMs: number | null,
  minimumMs: number,
  nowMs: number,
): EndpointState {
  const { fetchedAtMs } = endpoint;
  // A figure that lies further ahead was read by a clock that has been set back since.
  const isYoung = measuredAtMs !== null && Math.abs(nowMs - measuredAtMs) < youngMs;
  const isTooSoon = fetchedAtMs !== null && nowMs - fetchedAtMs < Math.max(minimumMs, youngMs);
  return isYoung || isTooSoon || refusal(endpoint, nowMs) !== null ? endpoint : dueNoLaterThan(endpoint, nowMs);
}

const leastMs = 60_000;

/**
 * A schedule wants to know: the turn comes some time within the spread, never before what the endpoint bears
 * since it was last asked, never later than it was; a wait holds.
 *
 * @param random 0 <= random < 1.
 */
export function expedite(
  endpoint: EndpointState,
  { minimumMs, spreadMs }: { readonly minimumMs: number; readonly spreadMs: number },
  nowMs: number,
  random: number,
): EndpointState {
  if (refusal(endpoint, nowMs) !== null) return endpoint;
  const bearableMs = endpoint.fetchedAtMs === null ? nowMs : endpoint.fetchedAtMs + Math.max(minimumMs, leastMs);
  return dueNoLaterThan(endpoint, Math.round(Math.max(nowMs + random * spreadMs, bearableMs)));
}

const longestPostponement = 4;

/**
 * A figure that came by itself spares a request: the next turn waits an interval from then, but not
 * longer than four intervals after the last good answer, because local sources leave fields out.
 * Only what is younger than an interval postpones.
 */
export function postponeAfterObservation(
  endpoint: EndpointState,
  observation: Pick<Observation, 'asOfMs' | 'windows'>,
  everyMs: number,
  nowMs: number,
): EndpointState {
  const { fetchedAtMs, nextDueAtMs } = endpoint;
  const isUseful =
    observation.windows !== undefined && nowMs - observation.asOfMs < everyMs && observation.asOfMs <= nowMs;
  if (!isUseful || fetchedAtMs === null || endpoint.link.kind !== 'idle') return endpoint;
  const wantedMs = Math.min(observation.asOfMs + everyMs, fetchedAtMs + longestPostponement * everyMs);
  return wantedMs > nextDueAtMs ? { ...endpoint, nextDueAtMs: wantedMs } : endpoint;
}

/**
 * The pace became faster (power is back, the screen is unlocked, the user chose a shorter interval):
 * the turn is where the new pace would have put it, never later than it was. A pace that became
 * slower counts from the next answer on.
 *
 * @param measuredAtMs When the newest figure was true; null: never.
 */
export function reschedule(endpoint: EndpointState, measuredAtMs: number | null, plannedMs: number): EndpointState {
  const { fetchedAtMs, link } = endpoint;
  if (link.kind !== 'idle' || fetchedAtMs === null) return endpoint;
  return dueNoLaterThan(endpoint, Math.max(fetchedAtMs, measuredAtMs ?? 0) + plannedMs);
}

/** After sleep or a jump of the clock each turn that was missed is taken once, some time within the spread. */
export function rescheduleMissed(
  endpoint: EndpointState,
  spreadMs: number,
  nowMs: number,
  random: number,
): EndpointState {
  if (endpoint.nextDueAtMs > nowMs) return endpoint;
  return { ...endpoint, nextDueAtMs: Math.round(nowMs + random * spreadMs) };
}

/**
 * Whether the request with this number is one after which usage is asked anew (S4-11): every n-th one.
 * Fractions of n are cut off; 0, negative and what is no number never trigger.
 */
export function isCountTrigger(count: number, everyRequests: number): boolean {
  const every = Math.floor(everyRequests);
  return count > 0 && every >= 1 && count % every === 0;
}
