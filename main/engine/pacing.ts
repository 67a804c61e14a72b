import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/accounts/account.ts';
import { providers } from '../../core/providers/registry.ts';
import { intervalMs, type Pace } from '../../core/refresh/cadence.ts';
import type { EndpointState } from '../../core/refresh/link.ts';
import { type Turn, turnsUntil } from '../../core/refresh/next-turn.ts';
import type { Surroundings } from '../../core/refresh/surroundings.ts';
import { type AccountOutlook, whyNext } from '../../core/refresh/why-next.ts';
import { asksProvider } from '../../core/settings/asks-provider.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { createBudgets } from './budgets.ts';
import { createHostGate } from './host-gate.ts';

const hostSpacingMs = 1_000;
/** At most three calls a second, whatever the number of accounts. */
const anySpacingMs = 350;
const minuteMs = 60_000;

/** When each endpoint may go: its own turn, its host, its budget, all judged from the present settings. */
export interface Pacing {
  readonly paceOf: (account: Account, endpointId: string, endpoint: EndpointState) => Pace;
  /** The turns up to a moment that are affordable, soonest first; calls to a host are not yet kept apart. */
  readonly turnsUntil: (accounts: readonly AccountState[], untilMs: number, nowMs: number) => readonly Turn[];
  readonly hostFreeAtMs: (account: Account, nowMs: number) => number;
  /** A request goes out. */
  readonly passed: (turn: Turn, nowMs: number) => void;
  readonly waive: (accountId: string, endpointId: string) => void;
  /** When each endpoint is asked next, and why then. */
  readonly outlooks: (accounts: readonly AccountState[], asleep: boolean, nowMs: number) => readonly AccountOutlook[];
}

export function createPacing(settings: () => Settings, surroundings: () => Surroundings): Pacing {
  const gate = createHostGate({ hostMs: hostSpacingMs, anyMs: anySpacingMs });
  const budgets = createBudgets();
  const keyOf = (accountId: string, endpointId: string): string => `${endpointId} ${accountId}`;

  function whoIsAsked(): (state: AccountState) => boolean {
    const chosen = settings();
    return ({ account }) => asksProvider(chosen, account.provider);
  }

  function paceOf(account: Account, endpointId: string, { unchangedAnswers = 0 }: EndpointState): Pace {
    const endpoint = providers[account.provider].endpoints[endpointId];
    const minimumMs = endpoint?.cadence.minimumMs ?? minuteMs;
    const baseMs = endpoint === undefined ? minuteMs : intervalMs(endpoint, settings().refreshMinutes);
    return { ...surroundings(), baseMs, minimumMs, unchangedAnswers };
  }

  /** A slow interval of the user is no budget: whatever is below the default is bearable. */
  function budgetBaseMs(account: Account, endpointId: string): number {
    const endpoint = providers[account.provider].endpoints[endpointId];
    if (endpoint === undefined) return minuteMs;
    return Math.min(intervalMs(endpoint, settings().refreshMinutes), endpoint.cadence.defaultMs);
  }

  function budgetFreeAtMs(account: Account, endpointId: string, nowMs: number): number {
    return budgets.freeAtMs(keyOf(account.id, endpointId), budgetBaseMs(account, endpointId), nowMs);
  }

  return {
    paceOf,
    turnsUntil: (accounts, untilMs, nowMs) => {
      return turnsUntil(accounts, whoIsAsked(), untilMs)
        .map(({ account, endpointId, atMs }) => ({
          account,
          endpointId,
          atMs: Math.max(atMs, budgetFreeAtMs(account, endpointId, nowMs)),
        }))
        .filter(({ atMs }) => atMs <= untilMs)
        .sort((one, other) => one.atMs - other.atMs);
    },
    hostFreeAtMs: ({ baseUrl }, nowMs) => gate.freeAtMs(baseUrl, nowMs),
    passed: ({ account, endpointId }, nowMs) => {
      gate.passed(account.baseUrl, nowMs);
      budgets.spend(keyOf(account.id, endpointId), budgetBaseMs(account, endpointId), nowMs);
    },
    waive: (accountId, endpointId) => budgets.waive(keyOf(accountId, endpointId)),
    outlooks: (accounts, asleep, nowMs) =>
      accounts.flatMap((state) =>
        Object.entries(state.endpoints).map(([endpointId, endpoint]) => {
          const facts = {
            asked: whoIsAsked()(state),
            asleep,
            pace: paceOf(state.account, endpointId, endpoint),
            hostFreeAtMs: gate.freeAtMs(state.account.baseUrl, nowMs),
            budgetFreeAtMs: budgetFreeAtMs(state.account, endpointId, nowMs),
          };
          return { accountId: state.account.id, endpointId, outlook: whyNext(endpoint, facts, nowMs) };
        }),
      ),
  };
}
