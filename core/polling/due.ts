import type { Account } from '../accounts/account.ts';
import type { AccountState } from '../accounts/account-state.ts';
import { clockToleranceMs } from '../usage/freshness.ts';
import type { EndpointState, Wait } from './link.ts';

/** One endpoint of one account, as the engine's schedule sees it. */
export interface Turn {
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
export function turnsUntil(
  accounts: readonly AccountState[],
  isAsked: (state: AccountState, endpointId: string) => boolean,
  untilMs: number,
): readonly Turn[] {
  const found: Turn[] = [];
  for (const state of accounts) {
    const { account, endpoints } = state;
    for (const endpointId in endpoints) {
      const endpoint = endpoints[endpointId];
      const atMs = endpoint === undefined ? null : turnAtMs(endpoint);
      if (atMs === null || atMs > untilMs || !isAsked(state, endpointId)) continue;
      found.push({ account, endpointId, atMs });
    }
  }
  return found;
}

function turnAtMs({ link, nextDueAtMs }: EndpointState): number | null {
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
export function withinReach(endpoint: EndpointState, nowMs: number, intervalMs: number): EndpointState {
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
