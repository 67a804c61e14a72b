import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/providers/account.ts';
import { serviceOf } from '../../core/providers/service.ts';
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
import { type EndpointState, serviceWaitUntilMs, settledStatus, usageEndpointId } from '../../core/polling/endpoint.ts';
import { type AccountNextPoll, nextPoll, type PollEligibility } from '../../core/polling/next-poll.ts';
import {
  type PollPreferences,
  pollEligibility,
  type ScheduledPoll,
  scheduledPollsUntil,
} from '../../core/accounts/scheduled-polls.ts';
import { minuteMs } from '../../core/units/time.ts';

/** Between two requests to one host. */
const hostSpacingMs = 1_000;
/** At most three requests per second, whatever the number of accounts. */
const anySpacingMs = 350;

/** When each endpoint may be polled by its due time, its host and its rate budget under the current settings. */
export interface Pacing {
  /** The intervals and the power state that decide how often the endpoint is polled. */
  readonly paceOf: (account: Account, endpointId: string, endpoint: EndpointState) => IntervalFactors;
  /**
   * Returns the polls until a moment that the rate budgets allow, soonest first. Of the due ones usage comes
   * first. The spacing of one host is not applied yet.
   */
  readonly pollsUntil: (accounts: readonly AccountState[], untilMs: number, nowMs: number) => readonly ScheduledPoll[];
  /** Whether an endpoint is polled at all, or why not. */
  readonly eligibilityOf: (state: AccountState, endpointId: string, nowMs: number) => PollEligibility;
  /** Epoch ms from which a request to the account's host may be sent. */
  readonly hostFreeAtMs: (account: Account, nowMs: number) => number;
  /** Counts a request against its host and its rate budgets. */
  readonly recordPoll: (poll: ScheduledPoll, nowMs: number) => void;
  /** Lets the next poll of the endpoint ignore the budget once. The request is still counted. */
  readonly waiveBudget: (accountId: string, endpointId: string) => void;
  /** When each endpoint is polled next, and why then. */
  readonly nextPolls: (accounts: readonly AccountState[], asleep: boolean, nowMs: number) => readonly AccountNextPoll[];
}

interface AffordablePoll extends ScheduledPoll {
  /** When the poll was due before its budget was considered. */
  readonly dueAtMs: number;
}

/** Makes the pacing with all hosts free and all budgets full. */
export function createPacing(preferences: () => PollPreferences, devicePower: () => DevicePowerState): Pacing {
  const gate = createHostGate({ hostMs: hostSpacingMs, anyMs: anySpacingMs });
  const budgets = createBudgets();

  function paceOf(account: Account, endpointId: string, { unchangedAnswers = 0 }: EndpointState): IntervalFactors {
    const endpoint = serviceOf(account).endpoints[endpointId];
    if (endpoint === undefined) return { ...devicePower(), baseMs: minuteMs, minimumMs: minuteMs, unchangedAnswers };
    const { minimumMs, isFixed } = endpoint.pollInterval;
    const baseMs = intervalMs(endpoint, preferences().settings.refreshMinutes);
    // An endpoint with a long interval of its own is never slowed down. One request per hour costs no battery.
    return isFixed === true
      ? { ...defaultPowerState, baseMs, minimumMs: Math.max(baseMs, minimumMs), unchangedAnswers: 0 }
      : { ...devicePower(), baseMs, minimumMs, unchangedAnswers };
  }

  return {
    paceOf,
    pollsUntil: (accounts, untilMs, nowMs) => {
      const chosen = preferences();
      const isAsked = (state: AccountState, endpointId: string): boolean =>
        pollEligibility(state, endpointId, chosen, nowMs) === 'asked' &&
        sharedWaitUntilMs(state, endpointId, nowMs) <= nowMs;
      return scheduledPollsUntil(accounts, isAsked, untilMs)
        .map((poll) => {
          const { account, endpointId, atMs } = poll;
          const freeAtMs = budgets.freeAtMs(account, endpointId, chosen.settings.refreshMinutes, nowMs);
          return { ...poll, atMs: Math.max(atMs, freeAtMs), dueAtMs: atMs };
        })
        .filter(({ atMs }) => atMs <= untilMs)
        .sort((one, other) => soonestFirst(one, other, nowMs));
    },
    eligibilityOf: (state, endpointId, nowMs) => pollEligibility(state, endpointId, preferences(), nowMs),
    hostFreeAtMs: ({ baseUrl }, nowMs) => gate.freeAtMs(baseUrl, nowMs),
    recordPoll: ({ account, endpointId }, nowMs) => {
      gate.recordRequest(account.baseUrl, nowMs);
      budgets.spend(account, endpointId, preferences().settings.refreshMinutes, nowMs);
    },
    waiveBudget: budgets.waive,
    nextPolls: (accounts, asleep, nowMs) => {
      const chosen = preferences();
      const { refreshMinutes } = chosen.settings;
      return accounts.flatMap((state) =>
        Object.entries(state.endpoints).map(([endpointId, endpoint]) => {
          const facts = {
            standing: pollEligibility(state, endpointId, chosen, nowMs),
            asleep,
            pace: paceOf(state.account, endpointId, endpoint),
            hostFreeAtMs: gate.freeAtMs(state.account.baseUrl, nowMs),
            budgetFreeAtMs: Math.max(
              budgets.freeAtMs(state.account, endpointId, refreshMinutes, nowMs),
              sharedWaitUntilMs(state, endpointId, nowMs),
            ),
          };
          return { accountId: state.account.id, endpointId, outlook: nextPoll(endpoint, facts, nowMs) };
        }),
      );
    },
  };
}

/**
 * Returns the end of the wait that the service named at this endpoint's address for another endpoint of the account,
 * epoch ms; now: there is no such wait.
 */
function sharedWaitUntilMs({ account, endpoints }: AccountState, endpointId: string, nowMs: number): number {
  const own = serviceOf(account).endpoints[endpointId];
  return Object.entries(endpoints).reduce((latestMs, [otherId, state]) => {
    if (otherId === endpointId) return latestMs;
    const untilMs = serviceWaitUntilMs(settledStatus(state), nowMs);
    if (untilMs === null) return latestMs;
    const other = serviceOf(account).endpoints[otherId];
    const isSameAddress = own?.request(account, nowMs).url === other?.request(account, nowMs).url;
    return isSameAddress ? Math.max(latestMs, untilMs) : latestMs;
  }, nowMs);
}

/**
 * Sorts polls by their time. Of the due ones usage comes first, so that slow endpoints never delay it. Of the
 * others the longest due comes first, so that no endpoint waits for ever.
 */
function soonestFirst(one: AffordablePoll, other: AffordablePoll, nowMs: number): number {
  return (
    Math.max(one.atMs, nowMs) - Math.max(other.atMs, nowMs) ||
    Number(one.endpointId !== usageEndpointId) - Number(other.endpointId !== usageEndpointId) ||
    one.dueAtMs - other.dueAtMs
  );
}

/** The rate budgets of each endpoint and of each account as a whole. They live in the memory of this process. */
interface Budgets {
  readonly freeAtMs: (account: Account, endpointId: string, refreshMinutes: number, nowMs: number) => number;
  readonly spend: (account: Account, endpointId: string, refreshMinutes: number, nowMs: number) => void;
  /** Ignores the budget for one request, because the user asked for it. The request is still counted. */
  readonly waive: (accountId: string, endpointId: string) => void;
}

function createBudgets(): Budgets {
  const evenAt = new Map<string, number>();
  const waived = new Set<string>();
  const keyOf = (accountId: string, endpointId: string): string => `${endpointId} ${accountId}`;
  const allKey = (accountId: string): string => keyOf(accountId, '*');
  const secondaryKey = (accountId: string): string => keyOf(accountId, '-');
  const known = (key: string): number | null => evenAt.get(key) ?? null;

  return {
    freeAtMs: (account, endpointId, refreshMinutes, nowMs) => {
      const key = keyOf(account.id, endpointId);
      if (waived.has(key)) return nowMs;
      const spending = {
        allEvenAtMs: known(allKey(account.id)),
        besideUsageEvenAtMs: known(secondaryKey(account.id)),
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
        evenAt.set(secondaryKey(account.id), evenAtMsAfterRequest(known(secondaryKey(account.id)), besideUsage, nowMs));
      }
    },
    waive: (accountId, endpointId) => void waived.add(keyOf(accountId, endpointId)),
  };
}

/** The interval that the budget is made for: at most the default, even if the user chose a longer one. */
function budgetIntervalMs(account: Account, endpointId: string, refreshMinutes: number): number {
  const endpoint = serviceOf(account).endpoints[endpointId];
  if (endpoint === undefined) return minuteMs;
  return Math.min(intervalMs(endpoint, refreshMinutes), endpoint.pollInterval.defaultMs);
}

/**
 * Keeps requests apart, those to one host and those of all accounts, so that many accounts never poll at
 * once. There is no queue: a poll that may not start yet stays due and is judged again at the next ring, so
 * a backoff that began meanwhile holds it back too.
 */
interface HostGate {
  /** Epoch ms from which a request to the host of this URL may be sent; 0 after the clock was set back. */
  readonly freeAtMs: (baseUrl: string, nowMs: number) => number;
  readonly recordRequest: (baseUrl: string, nowMs: number) => void;
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
    recordRequest: (baseUrl, nowMs) => {
      freeAt.set(hostOf(baseUrl), nowMs + spacing.hostMs);
      anyFreeAtMs = nowMs + spacing.anyMs;
    },
  };
}
