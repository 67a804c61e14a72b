import type { AccountState } from '../accounts/account-state.ts';
import type { EndpointState } from './link.ts';

/** One endpoint of one account, as the engine's schedule sees it. */
export interface Turn {
  readonly accountId: string;
  readonly endpointId: string;
  readonly baseUrl: string;
  readonly atMs: number;
}

/**
 * When each endpoint may next be asked, soonest first; without those in flight, those that wait for
 * a sign-in, and those the user turned off.
 */
export function turns(accounts: readonly AccountState[], isAsked: (state: AccountState) => boolean): readonly Turn[] {
  return accounts
    .filter(isAsked)
    .flatMap(({ account, endpoints }) =>
      Object.entries(endpoints).flatMap(([endpointId, endpoint]): readonly Turn[] => {
        const atMs = turnAtMs(endpoint);
        return atMs === null ? [] : [{ accountId: account.id, endpointId, baseUrl: account.baseUrl, atMs }];
      }),
    )
    .sort((a, b) => a.atMs - b.atMs);
}

function turnAtMs({ link, nextDueAtMs }: EndpointState): number | null {
  if (link.kind === 'fetching' || link.kind === 'needs-sign-in') return null;
  return link.kind === 'idle' ? nextDueAtMs : Math.max(nextDueAtMs, link.untilMs);
}

const longestHintMs = 24 * 3_600_000;

/**
 * A clock that was set back leaves turns far in the future; none may be further away than the
 * longest wait there is.
 */
export function withinReach(endpoint: EndpointState, nowMs: number, intervalMs: number): EndpointState {
  const { link } = endpoint;
  if (link.kind === 'limited' || link.kind === 'retrying') {
    const untilMs = Math.min(link.untilMs, nowMs + longestHintMs);
    return untilMs === link.untilMs ? endpoint : { ...endpoint, nextDueAtMs: untilMs, link: { ...link, untilMs } };
  }
  const farthestMs = nowMs + 1.2 * intervalMs;
  return link.kind === 'idle' && endpoint.nextDueAtMs > farthestMs ? { ...endpoint, nextDueAtMs: nowMs } : endpoint;
}
