import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/accounts/account.ts';
import { providers } from '../../core/providers/registry.ts';
import {
  accountAffordableAtMs,
  accountRateBudgetOf,
  affordableAtMs,
  rateBudgetOf,
  evenAtMsAfterRequest,
} from '../../core/polling/rate-budget.ts';
import {
  intervalMs,
  defaultPowerState,
  type IntervalFactors,
  type DevicePowerState,
} from '../../core/polling/interval.ts';
import { type EndpointState, usageEndpointId } from '../../core/polling/endpoint.ts';
import { type AccountNextPoll, nextPoll, type PollEligibility } from '../../core/polling/next-poll.ts';
import {
  type PollPreferences,
  pollEligibility,
  type ScheduledPoll,
  scheduledPollsUntil,
} from '../../core/accounts/scheduled-polls.ts';

const hostSpacingMs = 1_000;
/** At most three calls a second, whatever the number of accounts. */
const anySpacingMs = 350;
const minuteMs = 60_000;

/** When each endpoint may go: its own turn, its host, its budget, all judged from the present settings. */
export interface Pacing {
  readonly paceOf: (account: Account, endpointId: string, endpoint: EndpointState) => IntervalFactors;
  /**
   * The turns up to a moment that are affordable, soonest first, and of those whose time has come usage
   * first; calls to a host are not yet kept apart.
   */
  readonly pollsUntil: (accounts: readonly AccountState[], untilMs: number, nowMs: number) => readonly ScheduledPoll[];
  /** Whether an endpoint is asked at all, or why not. */
  readonly eligibilityOf: (state: AccountState, endpointId: string, nowMs: number) => PollEligibility;
  readonly hostFreeAtMs: (account: Account, nowMs: number) => number;
  /** A request goes out. */
  readonly recordPoll: (turn: ScheduledPoll, nowMs: number) => void;
  readonly waiveBudget: (accountId: string, endpointId: string) => void;
  /** When each endpoint is asked next, and why then. */
  readonly nextPolls: (accounts: readonly AccountState[], asleep: boolean, nowMs: number) => readonly AccountNextPoll[];
}

interface AffordablePoll extends ScheduledPoll {
  /** When its turn came, before the budget was asked. */
  readonly dueAtMs: number;
}

export function createPacing(wishes: () => PollPreferences, surroundings: () => DevicePowerState): Pacing {
  const gate = createHostGate({ hostMs: hostSpacingMs, anyMs: anySpacingMs });
  const budgets = createBudgets();

  function paceOf(account: Account, endpointId: string, { unchangedAnswers = 0 }: EndpointState): IntervalFactors {
    const endpoint = providers[account.provider].endpoints[endpointId];
    if (endpoint === undefined) return { ...surroundings(), baseMs: minuteMs, minimumMs: minuteMs, unchangedAnswers };
    const { minimumMs, isFixed: ownLife } = endpoint.pollInterval;
    const baseMs = intervalMs(endpoint, wishes().settings.refreshMinutes);
    // What lives for so long anyway is never slowed: once an hour costs nothing that a lock would spare.
    return ownLife === true
      ? { ...defaultPowerState, baseMs, minimumMs: Math.max(baseMs, minimumMs), unchangedAnswers: 0 }
      : { ...surroundings(), baseMs, minimumMs, unchangedAnswers };
  }

  return {
    paceOf,
    pollsUntil: (accounts, untilMs, nowMs) => {
      const chosen = wishes();
      const isAsked = (state: AccountState, endpointId: string): boolean =>
        pollEligibility(state, endpointId, chosen, nowMs) === 'asked';
      return scheduledPollsUntil(accounts, isAsked, untilMs)
        .map((turn) => {
          const { account, endpointId, atMs } = turn;
          const freeAtMs = budgets.freeAtMs(account, endpointId, chosen.settings.refreshMinutes, nowMs);
          return { ...turn, atMs: Math.max(atMs, freeAtMs), dueAtMs: atMs };
        })
        .filter(({ atMs }) => atMs <= untilMs)
        .sort((one, other) => soonestFirst(one, other, nowMs));
    },
    eligibilityOf: (state, endpointId, nowMs) => pollEligibility(state, endpointId, wishes(), nowMs),
    hostFreeAtMs: ({ baseUrl }, nowMs) => gate.freeAtMs(baseUrl, nowMs),
    recordPoll: ({ account, endpointId }, nowMs) => {
      gate.passed(account.baseUrl, nowMs);
      budgets.spend(account, endpointId, wishes().settings.refreshMinutes, nowMs);
    },
    waiveBudget: budgets.waive,
    nextPolls: (accounts, asleep, nowMs) => {
      const chosen = wishes();
      const { refreshMinutes } = chosen.settings;
      return accounts.flatMap((state) =>
        Object.entries(state.endpoints).map(([endpointId, endpoint]) => {
          const facts = {
            standing: pollEligibility(state, endpointId, chosen, nowMs),
            asleep,
            pace: paceOf(state.account, endpointId, endpoint),
            hostFreeAtMs: gate.freeAtMs(state.account.baseUrl, nowMs),
            budgetFreeAtMs: budgets.freeAtMs(state.account, endpointId, refreshMinutes, nowMs),
          };
          return { accountId: state.account.id, endpointId, outlook: nextPoll(endpoint, facts, nowMs) };
        }),
      );
    },
  };
}

/**
 * Of turns whose time has come usage goes first, so that what is slow never takes its place, and of the
 * others the one that has waited longest, so that none of them takes the place of another for ever.
 */
function soonestFirst(one: AffordablePoll, other: AffordablePoll, nowMs: number): number {
  return (
    Math.max(one.atMs, nowMs) - Math.max(other.atMs, nowMs) ||
    Number(one.endpointId !== usageEndpointId) - Number(other.endpointId !== usageEndpointId) ||
    one.dueAtMs - other.dueAtMs
  );
}

/** What each endpoint of each account, and each account as a whole, may still be asked, in the memory of this process. */
interface Budgets {
  readonly freeAtMs: (account: Account, endpointId: string, refreshMinutes: number, nowMs: number) => number;
  readonly spend: (account: Account, endpointId: string, refreshMinutes: number, nowMs: number) => void;
  /** The user asked: their word goes before the budget, once; what it costs is counted. */
  readonly waive: (accountId: string, endpointId: string) => void;
}

function createBudgets(): Budgets {
  const evenAt = new Map<string, number>();
  const waived = new Set<string>();
  const keyOf = (accountId: string, endpointId: string): string => `${endpointId} ${accountId}`;
  const allKey = (accountId: string): string => keyOf(accountId, '*');
  const besideKey = (accountId: string): string => keyOf(accountId, '-');
  const known = (key: string): number | null => evenAt.get(key) ?? null;

  return {
    freeAtMs: (account, endpointId, refreshMinutes, nowMs) => {
      const key = keyOf(account.id, endpointId);
      if (waived.has(key)) return nowMs;
      const spending = {
        allEvenAtMs: known(allKey(account.id)),
        besideUsageEvenAtMs: known(besideKey(account.id)),
      };
      const budget = accountRateBudgetOf(budgetIntervalMs(account, usageEndpointId, refreshMinutes));
      return Math.max(
        affordableAtMs(known(key), rateBudgetOf(budgetIntervalMs(account, endpointId, refreshMinutes)), nowMs),
        accountAffordableAtMs(endpointId === usageEndpointId, spending, budget, nowMs),
      );
    },
    spend: (account, endpointId, refreshMinutes, nowMs) => {
      const key = keyOf(account.id, endpointId);
      const { all, besideUsage } = accountRateBudgetOf(budgetIntervalMs(account, usageEndpointId, refreshMinutes));
      waived.delete(key);
      evenAt.set(
        key,
        evenAtMsAfterRequest(known(key), rateBudgetOf(budgetIntervalMs(account, endpointId, refreshMinutes)), nowMs),
      );
      evenAt.set(allKey(account.id), evenAtMsAfterRequest(known(allKey(account.id)), all, nowMs));
      if (endpointId !== usageEndpointId) {
        evenAt.set(besideKey(account.id), evenAtMsAfterRequest(known(besideKey(account.id)), besideUsage, nowMs));
      }
    },
    waive: (accountId, endpointId) => void waived.add(keyOf(accountId, endpointId)),
  };
}

/** A slow interval of the user is no budget: whatever is below the default is bearable. */
function budgetIntervalMs({ provider }: Account, endpointId: string, refreshMinutes: number): number {
  const endpoint = providers[provider].endpoints[endpointId];
  if (endpoint === undefined) return minuteMs;
  return Math.min(intervalMs(endpoint, refreshMinutes), endpoint.pollInterval.defaultMs);
}

/**
 * Keeps calls apart: those to one host (S4-7), and all of them, so that many accounts never go out
 * at once. Nothing waits in a queue: a call that may not go yet stays due and is judged again at the
 * next turn, so a wait that began meanwhile holds it back too.
 */
interface HostGate {
  /** Epoch ms from which a call to the host of this URL may go; a clock that was set back frees it. */
  readonly freeAtMs: (baseUrl: string, nowMs: number) => number;
  readonly passed: (baseUrl: string, nowMs: number) => void;
}

function createHostGate(spacing: { readonly hostMs: number; readonly anyMs: number }): HostGate {
  const freeAt = new Map<string, number>();
  let anyFreeAtMs = 0;
  const hosts = new Map<string, string>();
  const hostOf = (baseUrl: string): string => {
    const host = hosts.get(baseUrl) ?? new URL(baseUrl).host;
    hosts.set(baseUrl, host);
    return host;
  };
  return {
    freeAtMs: (baseUrl, nowMs) => {
      const hostFreeAtMs = freeAt.get(hostOf(baseUrl)) ?? 0;
      const atMs = Math.max(hostFreeAtMs, anyFreeAtMs);
      return atMs > nowMs + spacing.hostMs ? 0 : atMs;
    },
    passed: (baseUrl, nowMs) => {
      freeAt.set(hostOf(baseUrl), nowMs + spacing.hostMs);
      anyFreeAtMs = nowMs + spacing.anyMs;
    },
  };
}
