import { clockToleranceMs } from '../usage/freshness.ts';
import type { Observation } from '../usage/observation.ts';
import { dayMs, minuteMs, secondMs } from '../units/time.ts';
import {
  dueNoLaterThan,
  type EndpointState,
  isToolAskedAgain,
  refusal,
  usageEndpointId,
  type Wait,
} from './endpoint.ts';

/** When the endpoint may next be polled, epoch ms; null: a request is in flight, or it waits for a sign-in. */
export function pollAtMs({ link, nextDueAtMs }: EndpointState): number | null {
  if (link.kind === 'fetching') return null;
  if (link.kind === 'needs-sign-in') return link.isRetried === true || isToolAskedAgain(link) ? nextDueAtMs : null;
  return link.kind === 'idle' ? nextDueAtMs : Math.max(nextDueAtMs, link.untilMs);
}

const initialDelayMs = 2 * secondMs;
const initialSpreadMs = 8 * secondMs;

/**
 * When an endpoint that was never polled is due: usage at once, every other endpoint 2 to 10 seconds later. The
 * delay is different for each account and endpoint, so that a start does not poll everything at once.
 */
export function initialDueAtMs(accountId: string, endpointId: string, nowMs: number): number {
  if (endpointId === usageEndpointId) return nowMs;
  return nowMs + initialDelayMs + Math.floor(shareOf(`${endpointId} ${accountId}`) * initialSpreadMs);
}

/** A fixed number for each text, 0 <= x < 1. FNV-1a, mixed further so that similar texts get distant numbers. */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

const recentMs = minuteMs;

/**
 * The endpoint when the panel opens: due now where its figures are older than a minute. It stays as it is where
 * it was polled within its minimum interval, waits, or has a request in flight.
 *
 * @param measuredAtMs When the newest figure was true, from any source, epoch ms; null: never.
 */
export function dueOnPanelOpen(
  endpoint: EndpointState,
  measuredAtMs: number | null,
  minimumMs: number,
  nowMs: number,
): EndpointState {
  const { fetchedAtMs } = endpoint;
  // A figure that lies further ahead was read before the clock was set back.
  const isRecent = measuredAtMs !== null && Math.abs(nowMs - measuredAtMs) < recentMs;
  const isTooSoon = fetchedAtMs !== null && nowMs - fetchedAtMs < Math.max(minimumMs, recentMs);
  return isRecent || isTooSoon || refusal(endpoint, nowMs) !== null ? endpoint : dueNoLaterThan(endpoint, nowMs);
}

const shortestIntervalMs = minuteMs;

/**
 * Moves the next poll forward to a random time within `spreadMs`, but not before the minimum interval of the
 * endpoint has passed, and never to a later time than already planned. An active wait is kept.
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
  const { fetchedAtMs } = endpoint;
  const earliestMs = fetchedAtMs === null ? nowMs : fetchedAtMs + Math.max(minimumMs, shortestIntervalMs);
  return dueNoLaterThan(endpoint, Math.round(Math.max(nowMs + random * spreadMs, earliestMs)));
}

const mostPostponedIntervals = 4;

/**
 * Postpones the next poll to one interval after a figure from a local source. The limit is four intervals after the
 * last good answer, because local sources lack some fields. A figure older than an interval postpones nothing.
 */
export function postponeAfterObservation(
  endpoint: EndpointState,
  observation: Pick<Observation, 'asOfMs' | 'windows'>,
  intervalMs: number,
  nowMs: number,
): EndpointState {
  const { fetchedAtMs, nextDueAtMs } = endpoint;
  const isUseful =
    observation.windows !== undefined && nowMs - observation.asOfMs < intervalMs && observation.asOfMs <= nowMs;
  if (!isUseful || fetchedAtMs === null || endpoint.link.kind !== 'idle') return endpoint;
  const wantedMs = Math.min(observation.asOfMs + intervalMs, fetchedAtMs + mostPostponedIntervals * intervalMs);
  return wantedMs > nextDueAtMs ? { ...endpoint, nextDueAtMs: wantedMs } : endpoint;
}

/**
 * Moves the next poll to where a shorter interval would have put it, never to a later time. The interval becomes
 * shorter when the power is back, the screen is unlocked or the user chooses so. A longer interval counts from
 * the next answer on.
 *
 * @param measuredAtMs When the newest figure was true, epoch ms; null: never.
 */
export function reschedule(endpoint: EndpointState, measuredAtMs: number | null, intervalMs: number): EndpointState {
  const { fetchedAtMs, link } = endpoint;
  if (link.kind !== 'idle' || fetchedAtMs === null) return endpoint;
  return dueNoLaterThan(endpoint, Math.max(fetchedAtMs, measuredAtMs ?? 0) + intervalMs);
}

/** Moves a poll that was missed, by sleep or a jump of the clock, to a random time within `spreadMs`. */
export function rescheduleMissed(
  endpoint: EndpointState,
  spreadMs: number,
  nowMs: number,
  random: number,
): EndpointState {
  if (endpoint.nextDueAtMs > nowMs) return endpoint;
  return { ...endpoint, nextDueAtMs: Math.round(nowMs + random * spreadMs) };
}

/** The longest wait that a service may ask for. */
const longestRequestedWaitMs = dayMs;
/** The longest wait that this app imposes, with its jitter. */
const longestBackoffMs = 67 * minuteMs;

/**
 * Returns the endpoint without times that lie too far ahead because the clock was set back. A wait keeps its length,
 * counted from now. No wait exceeds the longest wait of its kind.
 */
export function repairAfterClockSetback(endpoint: EndpointState, nowMs: number, intervalMs: number): EndpointState {
  const { link, nextDueAtMs, askedAtMs } = endpoint;
  const isSetBack = askedAtMs !== undefined && askedAtMs > nowMs + clockToleranceMs;
  const farthestMs = nowMs + 1.2 * intervalMs;
  if (link.kind === 'limited' || link.kind === 'retrying') {
    const longestMs = link.serviceUntilMs === undefined ? longestBackoffMs : longestRequestedWaitMs;
    const moved = isSetBack ? movedBy(link, nowMs - askedAtMs) : link;
    const untilMs = Math.min(moved.untilMs, nowMs + longestMs);
    const isDueTooFar = nextDueAtMs > Math.max(untilMs, farthestMs);
    if (untilMs === link.untilMs && !isDueTooFar) return endpoint;
    return {
      ...endpoint,
      ...(isSetBack ? { askedAtMs: nowMs } : {}),
      nextDueAtMs: untilMs,
      link: { ...moved, untilMs },
    };
  }
  const isPolled = link.kind === 'idle' || isToolAskedAgain(link);
  return isPolled && (isSetBack || nextDueAtMs > farthestMs)
    ? { ...endpoint, ...(isSetBack ? { askedAtMs: nowMs } : {}), nextDueAtMs: Math.min(nextDueAtMs, nowMs) }
    : endpoint;
}

function movedBy(link: Wait, byMs: number): Wait {
  const { untilMs, serviceUntilMs } = link;
  const service = serviceUntilMs === undefined ? {} : { serviceUntilMs: serviceUntilMs + byMs };
  return { ...link, untilMs: untilMs + byMs, ...service };
}

/**
 * Whether usage is polled after the request with this number: after every n-th one. Fractions of n are cut off.
 * 0, negative values and values that are no number never cause a poll.
 */
export function isCountTrigger(count: number, everyRequests: number): boolean {
  const every = Math.floor(everyRequests);
  return count > 0 && every >= 1 && count % every === 0;
}
