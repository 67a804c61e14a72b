import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/providers/account.ts';
import {
  minIntervalMs,
  dailyUsageRequest,
  waitAfterFailureMs,
  notRequestedReason,
} from '../../core/daily-usage/request.ts';
import { type AskDailyUsage, parseDailyUsage } from '../../core/daily-usage/answer.ts';
import type { DailyUsageStore } from '../../core/daily-usage/store.ts';
import type { RequestSpec } from '../../core/providers/provider.ts';
import type { DailyUsageReading } from '../../core/daily-usage/view.ts';
import type { Clock, Finding, Http, HttpOutcome, Log } from '../../core/ports.ts';
import type { Failure } from '../../core/polling/failure.ts';
import type { Settings } from '../../core/settings/settings.ts';

export interface DailyUsageDependencies {
  readonly clock: Clock;
  readonly http: Http;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly accounts: () => readonly AccountState[];
  readonly findings: () => readonly Finding[];
  /** Asks the account's own tool for the tokens of each day. */
  readonly askTool: AskDailyUsage;
  /** Opened when daily usage is first read. */
  readonly store: () => Promise<DailyUsageStore>;
}

/** The usage of accounts per day. Requested on demand only, at most once in 10 minutes per account. */
export interface DailyUsage {
  /** Returns the stored days. Sends no request. Null: no such account. */
  readonly get: (accountId: string) => Promise<DailyUsageReading | null>;
  /** Requests the days if the service may be asked now. One request at a time per account. */
  readonly refresh: (accountId: string) => Promise<DailyUsageReading | null>;
  /** Moves the days of an account to another account. False: they may be unchanged on the disk. */
  readonly move: (fromAccountId: string, toAccountId: string) => Promise<boolean>;
  /** Deletes the days of the account. False: some may still be on the disk. */
  readonly forget: (accountId: string) => Promise<boolean>;
}

/** The result of the last request in this process. */
interface LastResult {
  readonly failure: Failure | null;
  readonly oddParts: number;
  /** Identifies the sign-in that the request used. */
  readonly fingerprint: string | null;
}

const noResult: LastResult = { failure: null, oddParts: 0, fingerprint: null };

/** Makes daily usage over its store, which is opened at the first use. */
export function createDailyUsage(dependencies: DailyUsageDependencies): DailyUsage {
  const { clock, http, log } = dependencies;
  const lastResults = new Map<string, LastResult>();
  const inFlight = new Map<string, Promise<void>>();
  /** Accounts whose tool answered last time. */
  const answeredByTool = new Set<string>();

  function accountOf(accountId: string): Account | null {
    return dependencies.accounts().find(({ account }) => account.id === accountId)?.account ?? null;
  }

  function fingerprintOf(accountId: string): string | null {
    const outcomes = dependencies.findings().map(({ outcome }) => outcome);
    const found = outcomes.find((outcome) => outcome.kind === 'account' && outcome.account.id === accountId);
    return found?.kind === 'account' ? found.fingerprint : null;
  }

  /** True: the service refused this sign-in. Only a new sign-in helps, so it is not used again. */
  function isRefused(accountId: string): boolean {
    const lastResult = lastResults.get(accountId);
    return lastResult?.failure?.kind === 'unauthorised' && lastResult.fingerprint === fingerprintOf(accountId);
  }

  async function get(accountId: string): Promise<DailyUsageReading | null> {
    const account = accountOf(accountId);
    if (account === null) return null;
    const store = await dependencies.store();
    const { failure, oddParts } = lastResults.get(accountId) ?? noResult;
    return {
      account,
      days: store.days(accountId),
      asked: store.asked(accountId),
      failure,
      refused: isRefused(accountId) && !answeredByTool.has(accountId),
      oddParts,
    };
  }

  async function ask(account: Account): Promise<void> {
    const sentAtMs = clock.nowMs();
    const request = dailyUsageRequest(account, sentAtMs);
    if (request === null || notRequestedReason(dependencies.settings(), account) !== null) return;
    const store = await dependencies.store();
    if (!store.claim(account.id, sentAtMs, sentAtMs + minIntervalMs)) return;
    const byTool = await keepTokens(account, store);
    if (byTool === 'forgotten') return;
    const answeredAtMs = byTool === null ? null : sentAtMs;
    if (isRefused(account.id)) {
      // Without an answer of the tool nothing was asked, so nobody has to wait.
      store.settle(account.id, answeredAtMs, answeredAtMs === null ? sentAtMs : sentAtMs + minIntervalMs);
      return;
    }
    await requestDays(account, store, request, { answeredAtMs, oddParts: byTool ?? 0 });
  }

  /**
   * Stores the tokens of each day that the account's own tool states. The number of parts that were not understood;
   * null: the tool gave no answer.
   */
  async function keepTokens(account: Account, store: DailyUsageStore): Promise<number | null | 'forgotten'> {
    const result = await dependencies.askTool(account);
    // The account was forgotten meanwhile. The answer must not store it again.
    if (accountOf(account.id) === null) return 'forgotten';
    if (result.kind !== 'answer') {
      answeredByTool.delete(account.id);
      return null;
    }
    answeredByTool.add(account.id);
    store.keep(account.id, result.value.days);
    return result.value.oddPaths.length;
  }

  /** Requests the credits, turns, clients and models of each day, which the tool does not state. */
  async function requestDays(
    account: Account,
    store: DailyUsageStore,
    request: RequestSpec,
    tool: { readonly answeredAtMs: number | null; readonly oddParts: number },
  ): Promise<void> {
    const sentAtMs = clock.nowMs();
    const fingerprint = fingerprintOf(account.id);
    const outcome = parseOutcome(await http.send(request, account), sentAtMs);
    if (accountOf(account.id) === null) return;
    if (outcome.kind === 'failure') {
      const { failure } = outcome;
      log.warn(`${account.id} daily usage: ${failure.kind}`);
      lastResults.set(account.id, { failure, oddParts: tool.oddParts, fingerprint });
      store.settle(account.id, tool.answeredAtMs, clock.nowMs() + waitAfterFailureMs(failure));
      return;
    }
    const { days, oddPaths } = outcome.answer;
    lastResults.set(account.id, { failure: null, oddParts: tool.oddParts + oddPaths.length, fingerprint });
    store.keep(account.id, days);
    store.settle(account.id, sentAtMs, sentAtMs + minIntervalMs);
  }

  function askOnce(account: Account): Promise<void> {
    const current = inFlight.get(account.id);
    if (current !== undefined) return current;
    const started = ask(account).finally(() => inFlight.delete(account.id));
    inFlight.set(account.id, started);
    return started;
  }

  return {
    get,
    refresh: async (accountId) => {
      const account = accountOf(accountId);
      if (account === null) return null;
      await askOnce(account);
      return get(accountId);
    },
    move: async (from, to) => {
      lastResults.delete(from);
      return (await dependencies.store()).move(from, to);
    },
    forget: async (accountId) => {
      lastResults.delete(accountId);
      return (await dependencies.store()).forget(accountId);
    },
  };
}

type ParsedOutcome =
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'answer'; readonly answer: Extract<ReturnType<typeof parseDailyUsage>, { ok: true }> };

function parseOutcome(outcome: HttpOutcome, sentAtMs: number): ParsedOutcome {
  if (outcome.kind === 'failure') return outcome;
  const answer = parseDailyUsage(outcome.body, sentAtMs);
  return answer.ok ? { kind: 'answer', answer } : { kind: 'failure', failure: { kind: 'schema', paths: answer.paths } };
}
