import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/accounts/account.ts';
import {
  minIntervalMs,
  dailyUsageRequest,
  waitAfterFailureMs,
  notRequestedReason,
} from '../../core/daily-usage/request.ts';
import { parseDailyUsage } from '../../core/daily-usage/answer.ts';
import type { DailyUsageStore } from '../../core/daily-usage/store.ts';
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
  /** Opened when daily usage is first looked at. */
  readonly store: () => Promise<DailyUsageStore>;
}

/** What accounts used day by day: asked for on demand only, at most once in 10 minutes per account. */
export interface DailyUsage {
  /** What is kept; asks no service. Null: no such account. */
  readonly get: (accountId: string) => Promise<DailyUsageReading | null>;
  /** Asks the service if it may be asked now, one question at a time per account. */
  readonly refresh: (accountId: string) => Promise<DailyUsageReading | null>;
  /** Gives the days of an account to another one. False: they may still be on the disk as they were. */
  readonly move: (fromAccountId: string, toAccountId: string) => Promise<boolean>;
  /** False: days of the account may still be on the disk. */
  readonly forget: (accountId: string) => Promise<boolean>;
}

interface Ending {
  readonly failure: Failure | null;
  readonly oddParts: number;
  /** Of the sign-in that was refused. */
  readonly fingerprint: string | null;
}

const nothingYet: Ending = { failure: null, oddParts: 0, fingerprint: null };

export function createDailyUsage(parts: DailyUsageDependencies): DailyUsage {
  const { clock, http, log } = parts;
  const endings = new Map<string, Ending>();
  const flights = new Map<string, Promise<void>>();

  function accountOf(accountId: string): Account | null {
    return parts.accounts().find(({ account }) => account.id === accountId)?.account ?? null;
  }

  function fingerprintOf(accountId: string): string | null {
    const outcomes = parts.findings().map(({ outcome }) => outcome);
    const found = outcomes.find((outcome) => outcome.kind === 'account' && outcome.account.id === accountId);
    return found?.kind === 'account' ? found.fingerprint : null;
  }

  /** Only another sign-in helps against a refused one. */
  function isRefused(accountId: string): boolean {
    const ending = endings.get(accountId);
    return ending?.failure?.kind === 'unauthorised' && ending.fingerprint === fingerprintOf(accountId);
  }

  async function get(accountId: string): Promise<DailyUsageReading | null> {
    const account = accountOf(accountId);
    if (account === null) return null;
    const store = await parts.store();
    const { failure, oddParts } = endings.get(accountId) ?? nothingYet;
    return {
      account,
      days: store.days(accountId),
      asked: store.asked(accountId),
      failure,
      refused: isRefused(accountId),
      oddParts,
    };
  }

  async function ask(account: Account): Promise<void> {
    const sentAtMs = clock.nowMs();
    const request = dailyUsageRequest(account, sentAtMs);
    if (request === null || notRequestedReason(parts.settings(), account) !== null || isRefused(account.id)) return;
    const store = await parts.store();
    if (!store.claim(account.id, sentAtMs, sentAtMs + minIntervalMs)) return;
    const fingerprint = fingerprintOf(account.id);
    const outcome = judged(await http.send(request, account), sentAtMs);
    // Forgotten meanwhile: an answer must not bring the account back.
    if (accountOf(account.id) === null) return;
    if (outcome.kind === 'failure') {
      const { failure } = outcome;
      log.warn(`${account.id} daily usage: ${failure.kind}`);
      endings.set(account.id, { failure, oddParts: 0, fingerprint });
      store.settle(account.id, null, clock.nowMs() + waitAfterFailureMs(failure));
      return;
    }
    endings.set(account.id, { failure: null, oddParts: outcome.answer.oddPaths.length, fingerprint });
    store.keep(account.id, outcome.answer.days);
    store.settle(account.id, sentAtMs, sentAtMs + minIntervalMs);
  }

  function askOnce(account: Account): Promise<void> {
    const aloft = flights.get(account.id);
    if (aloft !== undefined) return aloft;
    const flight = ask(account).finally(() => flights.delete(account.id));
    flights.set(account.id, flight);
    return flight;
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
      endings.delete(from);
      return (await parts.store()).move(from, to);
    },
    forget: async (accountId) => {
      endings.delete(accountId);
      return (await parts.store()).forget(accountId);
    },
  };
}

type Judged =
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'answer'; readonly answer: Extract<ReturnType<typeof parseDailyUsage>, { ok: true }> };

function judged(outcome: HttpOutcome, sentAtMs: number): Judged {
  if (outcome.kind === 'failure') return outcome;
  const answer = parseDailyUsage(outcome.body, sentAtMs);
  return answer.ok ? { kind: 'answer', answer } : { kind: 'failure', failure: { kind: 'schema', paths: answer.paths } };
}
