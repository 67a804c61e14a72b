import type { Account } from '../../core/accounts/account.ts';
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
import type { Accounts } from './accounts.ts';
import type { Pacing } from './pacing.ts';
import type { Scheduler } from './scheduler.ts';

export type RefreshOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'unknown-account' }
  | { readonly kind: 'refused'; readonly refusal: FirmRefusal };

export type FirmRefusal = Exclude<RefreshRefusal, { kind: 'in-flight' }>;

/**
 * What a person or a schedule of theirs asks for: all only bring turns forward, that of usage and, by a
 * refresh, that of a half beside it such as a wallet; the schedule does the asking. What moves slowly (a
 * grant, a list of resets) keeps its own life.
 */
export interface RefreshRequests {
  /**
   * Asks again as soon as whoever wants it may; null asks all. Whoever asks proves that the computer is
   * awake, so a pause ends with what is accepted.
   */
  readonly refresh: (accountId: string | null, by: RefreshBy) => RefreshOutcome;
  readonly panelOpened: () => void;
  /** Brings forward the first turn of every endpoint that was never answered; a wait still holds. */
  readonly pollUnanswered: () => void;
  /** A schedule wants to know: their turns come within the spread, by what each endpoint bears. */
  readonly expedite: (accountIds: readonly string[], spreadMs: number) => void;
}

export function createRefreshRequests(
  clock: Clock,
  accounts: Accounts,
  pacing: Pacing,
  schedule: Scheduler,
): RefreshRequests {
  const clickedAtMs = new Map<string, number>();

  /** Usage decides whether it was refused; the other halves of an account come along where they may. */
  function refreshAccount({ id, provider }: Account, by: RefreshBy, nowMs: number): FirmRefusal | null {
    const halves = Object.entries(providers[provider].endpoints).filter(
      ([, { isIndependent: standsAlone }]) => standsAlone,
    );
    for (const [endpointId] of halves) refreshEndpoint(id, endpointId, by, nowMs);
    const no = refreshEndpoint(id, usageEndpointId, by, nowMs);
    return no?.kind === 'in-flight' ? null : no;
  }

  function refreshEndpoint(accountId: string, endpointId: string, by: RefreshBy, nowMs: number): RefreshRefusal | null {
    const state = accounts.get(accountId);
    const endpoint = state?.endpoints[endpointId];
    if (state === undefined || endpoint === undefined) return null;
    const key = `${endpointId} ${accountId}`;
    const { minimumMs } = pacing.paceOf(state.account, endpointId, endpoint);
    const never = eligibilityRefusal(pacing.eligibilityOf(state, endpointId, nowMs));
    const no = never ?? refreshRefusal(endpoint, by, { minimumMs, clickedAtMs: clickedAtMs.get(key) ?? null }, nowMs);
    if (no === null || no.kind === 'in-flight') schedule.endPauses();
    if (no !== null) return no;
    if (by === 'person') clickedAtMs.set(key, nowMs);
    pacing.waiveBudget(accountId, endpointId);
    const awake = accounts.get(accountId)?.endpoints[endpointId] ?? endpoint;
    accounts.setEndpoint(accountId, endpointId, refreshed(awake, nowMs));
    return null;
  }

  return {
    refresh: (accountId, by) => {
      const nowMs = clock.nowMs();
      const wanted = accounts.all().filter(({ account }) => accountId === null || account.id === accountId);
      if (wanted.length === 0 && accountId !== null) return { kind: 'unknown-account' };
      const refusals = wanted.map(({ account }) => refreshAccount(account, by, nowMs)).filter((no) => no !== null);
      schedule.pollDue();
      const backoff = refusals.find((no) => no.kind === 'backoff') ?? refusals[0];
      return backoff !== undefined && refusals.length === wanted.length
        ? { kind: 'refused', refusal: backoff }
        : { kind: 'accepted' };
    },
    panelOpened: () => {
      const nowMs = clock.nowMs();
      for (const { account, endpoints, facts } of accounts.all()) {
        const usage = endpoints[usageEndpointId];
        if (usage === undefined) continue;
        const { minimumMs } = pacing.paceOf(account, usageEndpointId, usage);
        accounts.setEndpoint(
          account.id,
          usageEndpointId,
          dueOnPanelOpen(usage, lastMeasuredAtMs(facts, nowMs), minimumMs, nowMs),
        );
      }
      schedule.pollDue();
    },
    pollUnanswered: () => {
      const nowMs = clock.nowMs();
      for (const { account, endpoints } of accounts.all()) {
        for (const [endpointId, endpoint] of Object.entries(endpoints)) {
          const isUnknown = endpoint.fetchedAtMs === null && endpoint.link.kind === 'idle';
          if (isUnknown) accounts.setEndpoint(account.id, endpointId, dueNoLaterThan(endpoint, nowMs));
        }
      }
      schedule.pollDue();
    },
    expedite: (accountIds, spreadMs) => {
      const nowMs = clock.nowMs();
      for (const accountId of accountIds) {
        const state = accounts.get(accountId);
        const usage = state?.endpoints[usageEndpointId];
        if (state === undefined || usage === undefined) continue;
        const { minimumMs } = pacing.paceOf(state.account, usageEndpointId, usage);
        const next = expedite(usage, { minimumMs, spreadMs }, nowMs, clock.random());
        accounts.setEndpoint(accountId, usageEndpointId, next);
      }
      schedule.pollDue();
    },
  };
}
