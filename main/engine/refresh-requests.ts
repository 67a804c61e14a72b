import type { Account } from '../../core/providers/account.ts';
import { lastMeasuredAtMs } from '../../core/usage/freshness.ts';
import type { Clock } from '../../core/ports.ts';
import { providers } from '../../core/providers/registry.ts';
import { expedite, dueOnPanelOpen } from '../../core/polling/due.ts';
import { dueNoLaterThan, usageEndpointId } from '../../core/polling/endpoint.ts';
import {
  refreshed,
  refreshRefusal,
  type RefreshBy,
  type RefreshRefusal,
  eligibilityRefusal,
} from '../../core/polling/refresh-request.ts';
import { type Accounts, withEndpoint } from './accounts.ts';
import type { Pacing } from './pacing.ts';
import type { ToolOccasion } from './poller.ts';
import type { Scheduler } from './scheduler.ts';

/** The result of a refresh request. */
export type RefreshOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'unknown-account' }
  | { readonly kind: 'refused'; readonly refusal: FirmRefusal };

/** A refusal that the requester is told. A request that is already in flight counts as accepted. */
export type FirmRefusal = Exclude<RefreshRefusal, { kind: 'in-flight' }>;

/**
 * Requests of the user, or of a schedule of the user, to poll earlier. They only move the next poll forward;
 * the scheduler starts it. A refresh moves usage and the endpoints that stand alone, such as a wallet.
 * Slow endpoints (grant, list of resets) keep their own interval.
 */
export interface RefreshRequests {
  /**
   * Polls as soon as the requester may. Null polls all accounts. A request proves that the computer is
   * awake, so an accepted one ends every pause.
   */
  readonly refresh: (accountId: string | null, by: RefreshBy) => RefreshOutcome;
  /** Makes usage due that is older than a minute. */
  readonly panelOpened: () => void;
  /** Makes every endpoint due that never answered. An active backoff is kept. */
  readonly pollUnanswered: () => void;
  /** Moves the next poll forward to a random time within `spreadMs`, but keeps the endpoint's minimum interval. */
  readonly expedite: (accountIds: readonly string[], spreadMs: number) => void;
}

interface RefreshRequestDependencies {
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly pacing: Pacing;
  readonly scheduler: Scheduler;
  /** Lets the account's own tool answer at its next poll. */
  readonly noteToolOccasion: (accountId: string, occasion?: ToolOccasion) => void;
}

/** Makes the requests over the scheduler that carries them out. */
export function createRefreshRequests(dependencies: RefreshRequestDependencies): RefreshRequests {
  const { clock, accounts, pacing, scheduler, noteToolOccasion } = dependencies;
  const clickedAtMs = new Map<string, number>();

  /** Returns the refusal of usage. The endpoints that stand alone are refreshed too, where they may. */
  function refreshAccount({ id, provider }: Account, by: RefreshBy, nowMs: number): FirmRefusal | null {
    const standalone = Object.entries(providers[provider].endpoints).filter(([, { isIndependent }]) => isIndependent);
    for (const [endpointId] of standalone) refreshEndpoint(id, endpointId, by, nowMs);
    const refusal = refreshEndpoint(id, usageEndpointId, by, nowMs);
    return refusal?.kind === 'in-flight' ? null : refusal;
  }

  function refreshEndpoint(accountId: string, endpointId: string, by: RefreshBy, nowMs: number): RefreshRefusal | null {
    const state = accounts.get(accountId);
    const endpoint = state?.endpoints[endpointId];
    if (state === undefined || endpoint === undefined) return null;
    const key = `${endpointId} ${accountId}`;
    const { minimumMs } = pacing.paceOf(state.account, endpointId, endpoint);
    const ineligible = eligibilityRefusal(pacing.eligibilityOf(state, endpointId, nowMs));
    const refusal =
      ineligible ?? refreshRefusal(endpoint, by, { minimumMs, clickedAtMs: clickedAtMs.get(key) ?? null }, nowMs);
    if (refusal === null || refusal.kind === 'in-flight') scheduler.endPauses();
    if (refusal !== null) return refusal;
    if (by === 'person') clickedAtMs.set(key, nowMs);
    if (endpointId === usageEndpointId) noteToolOccasion(accountId, by === 'person' ? 'person' : 'event');
    pacing.waiveBudget(accountId, endpointId);
    const current = accounts.get(accountId) ?? state;
    accounts.setSoon(withEndpoint(current, endpointId, refreshed(current.endpoints[endpointId] ?? endpoint, nowMs)));
    return null;
  }

  return {
    refresh: (accountId, by) => {
      const nowMs = clock.nowMs();
      const wanted = accounts.all().filter(({ account }) => accountId === null || account.id === accountId);
      if (wanted.length === 0 && accountId !== null) return { kind: 'unknown-account' };
      const refusals = wanted
        .map(({ account }) => refreshAccount(account, by, nowMs))
        .filter((refusal) => refusal !== null);
      scheduler.pollDue();
      const backoff = refusals.find(({ kind }) => kind === 'backoff') ?? refusals[0];
      return backoff !== undefined && refusals.length === wanted.length
        ? { kind: 'refused', refusal: backoff }
        : { kind: 'accepted' };
    },
    panelOpened: () => {
      const nowMs = clock.nowMs();
      accounts.updateAll((state) => {
        const { account, endpoints, facts } = state;
        const usage = endpoints[usageEndpointId];
        if (usage === undefined) return state;
        const { minimumMs } = pacing.paceOf(account, usageEndpointId, usage);
        const measuredAtMs = lastMeasuredAtMs(facts, nowMs);
        if (measuredAtMs === null || nowMs - measuredAtMs >= minimumMs) noteToolOccasion(account.id);
        return withEndpoint(state, usageEndpointId, dueOnPanelOpen(usage, measuredAtMs, minimumMs, nowMs));
      });
      scheduler.pollDue();
    },
    pollUnanswered: () => {
      const nowMs = clock.nowMs();
      accounts.updateAll((state) =>
        Object.entries(state.endpoints).reduce((changed, [endpointId, endpoint]) => {
          const neverAnswered = endpoint.fetchedAtMs === null && endpoint.link.kind === 'idle';
          return neverAnswered ? withEndpoint(changed, endpointId, dueNoLaterThan(endpoint, nowMs)) : changed;
        }, state),
      );
      scheduler.pollDue();
    },
    expedite: (accountIds, spreadMs) => {
      const nowMs = clock.nowMs();
      const wanted = new Set(accountIds);
      accounts.updateAll((state) => {
        const usage = state.endpoints[usageEndpointId];
        if (usage === undefined || !wanted.has(state.account.id)) return state;
        const { minimumMs } = pacing.paceOf(state.account, usageEndpointId, usage);
        noteToolOccasion(state.account.id);
        return withEndpoint(state, usageEndpointId, expedite(usage, { minimumMs, spreadMs }, nowMs, clock.random()));
      });
      scheduler.pollDue();
    },
  };
}
