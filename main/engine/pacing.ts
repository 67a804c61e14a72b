import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/accounts/account.ts';
import { providers } from '../../core/providers/registry.ts';
import { type AskingWishes, type Standing, standingOf, usageEndpointId } from '../../core/refresh/asked.ts';
import { intervalMs, type Pace } from '../../core/refresh/cadence.ts';
import type { EndpointState } from '../../core/refresh/link.ts';
import { type Turn, turnsUntil } from '../../core/refresh/next-turn.ts';
import { ordinarySurroundings, type Surroundings } from '../../core/refresh/surroundings.ts';
import { type AccountOutlook, whyNext } from '../../core/refresh/why-next.ts';
import { createBudgets } from './budgets.ts';
import { createHostGate } from './host-gate.ts';

const hostSpacingMs = 1_000;
/** At most three calls a second, whatever the number of accounts. */
const anySpacingMs = 350;
const minuteMs = 60_000;

/** When each endpoint may go: its own turn, its host, its budget, all judged from the present settings. */
export interface Pacing {
  readonly paceOf: (account: Account, endpointId: string, endpoint: EndpointState) => Pace;
  /**
   * The turns up to a moment that are affordable, soonest first, and of those whose time has come usage
   * first; calls to a host are not yet kept apart.
   */
  readonly turnsUntil: (accounts: readonly AccountState[], untilMs: number, nowMs: number) => readonly Turn[];
  /** Whether an endpoint is asked at all, or why not. */
  readonly standingOf: (state: AccountState, endpointId: string, nowMs: number) => Standing;
  readonly hostFreeAtMs: (account: Account, nowMs: number) => number;
  /** A request goes out. */
  readonly passed: (turn: Turn, nowMs: number) => void;
  readonly waive: (accountId: string, endpointId: string) => void;
  /** When each endpoint is asked next, and why then. */
  readonly outlooks: (accounts: readonly AccountState[], asleep: boolean, nowMs: number) => readonly AccountOutlook[];
}

interface BudgetedTurn extends Turn {
  /** When its turn came, before the budget was asked. */
  readonly dueAtMs: number;
}

export function createPacing(wishes: () => AskingWishes, surroundings: () => Surroundings): Pacing {
  const gate = createHostGate({ hostMs: hostSpacingMs, anyMs: anySpacingMs });
  const budgets = createBudgets();

  function paceOf(account: Account, endpointId: string, { unchangedAnswers = 0 }: EndpointState): Pace {
    const endpoint = providers[account.provider].endpoints[endpointId];
    if (endpoint === undefined) return { ...surroundings(), baseMs: minuteMs, minimumMs: minuteMs, unchangedAnswers };
    const { minimumMs, isFixed: ownLife } = endpoint.pollInterval;
    const baseMs = intervalMs(endpoint, wishes().settings.refreshMinutes);
    // What lives for so long anyway is never slowed: once an hour costs nothing that a lock would spare.
    return ownLife === true
      ? { ...ordinarySurroundings, baseMs, minimumMs: Math.max(baseMs, minimumMs), unchangedAnswers: 0 }
      : { ...surroundings(), baseMs, minimumMs, unchangedAnswers };
  }

  return {
    paceOf,
    turnsUntil: (accounts, untilMs, nowMs) => {
      const chosen = wishes();
      const isAsked = (state: AccountState, endpointId: string): boolean =>
        standingOf(state, endpointId, chosen, nowMs) === 'asked';
      return turnsUntil(accounts, isAsked, untilMs)
        .map((turn) => {
          const { account, endpointId, atMs } = turn;
          const freeAtMs = budgets.freeAtMs(account, endpointId, chosen.settings.refreshMinutes, nowMs);
          return { ...turn, atMs: Math.max(atMs, freeAtMs), dueAtMs: atMs };
        })
        .filter(({ atMs }) => atMs <= untilMs)
        .sort((one, other) => soonestFirst(one, other, nowMs));
    },
    standingOf: (state, endpointId, nowMs) => standingOf(state, endpointId, wishes(), nowMs),
    hostFreeAtMs: ({ baseUrl }, nowMs) => gate.freeAtMs(baseUrl, nowMs),
    passed: ({ account, endpointId }, nowMs) => {
      gate.passed(account.baseUrl, nowMs);
      budgets.spend(account, endpointId, wishes().settings.refreshMinutes, nowMs);
    },
    waive: budgets.waive,
    outlooks: (accounts, asleep, nowMs) => {
      const chosen = wishes();
      const { refreshMinutes } = chosen.settings;
      return accounts.flatMap((state) =>
        Object.entries(state.endpoints).map(([endpointId, endpoint]) => {
          const facts = {
            standing: standingOf(state, endpointId, chosen, nowMs),
            asleep,
            pace: paceOf(state.account, endpointId, endpoint),
            hostFreeAtMs: gate.freeAtMs(state.account.baseUrl, nowMs),
            budgetFreeAtMs: budgets.freeAtMs(state.account, endpointId, refreshMinutes, nowMs),
          };
          return { accountId: state.account.id, endpointId, outlook: whyNext(endpoint, facts, nowMs) };
        }),
      );
    },
  };
}

/**
 * Of turns whose time has come usage goes first, so that what is slow never takes its place, and of the
 * others the one that has waited longest, so that none of them takes the place of another for ever.
 */
function soonestFirst(one: BudgetedTurn, other: BudgetedTurn, nowMs: number): number {
  return (
    Math.max(one.atMs, nowMs) - Math.max(other.atMs, nowMs) ||
    Number(one.endpointId !== usageEndpointId) - Number(other.endpointId !== usageEndpointId) ||
    one.dueAtMs - other.dueAtMs
  );
}
