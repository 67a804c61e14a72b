import type { Account } from '../../core/accounts/account.ts';
import { newestAsOfMs } from '../../core/accounts/newest.ts';
import type { Clock } from '../../core/ports.ts';
import { providers } from '../../core/providers/registry.ts';
import { withoutOldGrant } from '../../core/quota/keep-fresh-grant.ts';
import { usageEndpointId } from '../../core/refresh/asked.ts';
import { plannedIntervalMs } from '../../core/refresh/cadence.ts';
import type { EndpointState } from '../../core/refresh/link.ts';
import { withinReach } from '../../core/refresh/next-turn.ts';
import { networkReturned } from '../../core/refresh/refresh-request.ts';
import { caughtUp, replanned } from '../../core/refresh/replanned.ts';
import type { Accounts } from './accounts.ts';
import type { Pacing } from './pacing.ts';

const catchUpSpreadMs = 5_000;

/** Puts the turns of all accounts right after the clock or the pace has changed. Asks nothing itself. */
export interface Upkeep {
  /** Nothing may lie in a future that a clock set back has made of the past, and no grant is kept for ever. */
  readonly afterMinute: () => void;
  /** Each missed turn is taken once, spread over some seconds. */
  readonly catchUp: () => void;
  /** Waits for the way to the services end, because the network is back. */
  readonly networkReturned: () => void;
  /** Turns are moved to where the present pace puts them, missed ones are spread. */
  readonly replan: () => void;
}

export function createUpkeep(clock: Clock, accounts: Accounts, pacing: Pacing): Upkeep {
  function everyEndpoint(change: (endpoint: EndpointState, account: Account, id: string) => EndpointState): void {
    for (const { account, endpoints } of accounts.all()) {
      for (const [id, endpoint] of Object.entries(endpoints))
        accounts.setEndpoint(account.id, id, change(endpoint, account, id));
    }
  }

  const plannedMs = (endpoint: EndpointState, account: Account, id: string): number =>
    plannedIntervalMs(pacing.paceOf(account, id, endpoint));

  const spread = (endpoint: EndpointState): EndpointState =>
    caughtUp(endpoint, catchUpSpreadMs, clock.nowMs(), clock.random());

  return {
    afterMinute: () => {
      const nowMs = clock.nowMs();
      for (const state of accounts.all()) {
        const facts = withoutOldGrant(state.facts, nowMs);
        if (facts !== state.facts) accounts.set({ ...state, facts });
      }
      everyEndpoint((endpoint, account, id) => withinReach(endpoint, nowMs, plannedMs(endpoint, account, id)));
    },
    catchUp: () => everyEndpoint(spread),
    networkReturned: () => {
      const nowMs = clock.nowMs();
      everyEndpoint((endpoint, account, id) =>
        networkReturned(endpoint, pacing.paceOf(account, id, endpoint).minimumMs, nowMs),
      );
    },
    replan: () => {
      const nowMs = clock.nowMs();
      for (const { account, endpoints, facts } of accounts.all()) {
        const usageAsOfMs = newestAsOfMs(facts, nowMs);
        for (const [id, endpoint] of Object.entries(endpoints)) {
          if (hasOwnLife(account, id)) continue;
          const next = replanned(
            endpoint,
            id === usageEndpointId ? usageAsOfMs : null,
            plannedMs(endpoint, account, id),
          );
          const isMissed = next !== endpoint && next.nextDueAtMs <= nowMs;
          accounts.setEndpoint(account.id, id, isMissed ? spread(next) : next);
        }
      }
    },
  };
}

/** Its interval is the same whatever the pace. */
function hasOwnLife({ provider }: Account, endpointId: string): boolean {
  return providers[provider].endpoints[endpointId]?.pollInterval.isFixed === true;
}
