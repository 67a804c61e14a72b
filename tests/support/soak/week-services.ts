import type { Account } from '../../../core/providers/account.ts';
import type { Finding, HttpOutcome } from '../../../core/ports.ts';
import type { ProviderId } from '../../../core/providers/provider-id.ts';
import { hourMs, minuteMs } from '../../../core/units/time.ts';
import { allEndpoints } from '../provider-fixtures.ts';
import { claudeUsage } from '../upstream/claude-usage.ts';
import { codexUsage } from '../upstream/codex-usage.ts';
import type { WeekPlan } from './week-plan.ts';

/** One window of the service, as it really is. */
export interface RealWindow {
  /** Counts the windows of the account since the start, from 0. */
  cycle: number;
  used: number;
  readonly perMinute: number;
  readonly lengthMs: number;
  /** Null: it has not begun, because nothing was used since the last reset. */
  resetsAtMs: number | null;
}

/** An account of the week, as its service and its sign-in are. */
export interface WeekAccount {
  readonly index: number;
  readonly account: Account;
  /** The folder of its tool; null: it has no tool. */
  readonly folder: string | null;
  readonly session: RealWindow;
  readonly weekly: RealWindow;
  /** Counts the tokens of its sign-in. */
  token: number;
  expiresAtMs: number | null;
  /** Counts the times that the service refused its sign-in until the user signed in again. */
  outage: number;
  isRefused: boolean;
  /** Whether the service refuses sign-ins from before now. */
  isInOutage: boolean;
}

const kinds: readonly { readonly provider: ProviderId; readonly hasTool: boolean }[] = [
  { provider: 'codex', hasTool: true },
  { provider: 'codex', hasTool: false },
  { provider: 'claude', hasTool: true },
  { provider: 'openrouter', hasTool: false },
  { provider: 'deepseek', hasTool: false },
];
const sessionMs = 5 * hourMs;
const weekMs = 7 * 24 * hourMs;
const tokenMs = 9 * hourMs;
const askedToWaitMs = 20 * minuteMs;
const fixtures = allEndpoints();

/** Makes the accounts of a week: five kinds in turn, some of which are used up every day. */
export function weekAccounts(count: number, startMs: number, folderOf: (name: string) => string): WeekAccount[] {
  return Array.from({ length: count }, (_, index) => {
    const { provider, hasTool } = kinds[index % kinds.length] ?? { provider: 'codex', hasTool: false };
    const name = `${provider}-${index}`;
    const perMinute = 0.12 + 0.07 * (index % 7);
    return {
      index,
      account: {
        ...{ id: `${provider}:${name}`, provider, label: name, email: null, plan: null, vendorAccountId: null },
        baseUrl: `https://${provider}.example${provider === 'codex' ? '/backend-api' : ''}`,
      },
      folder: hasTool ? folderOf(name) : null,
      session: { cycle: 0, used: 0, perMinute, lengthMs: sessionMs, resetsAtMs: startMs + (index % 5) * hourMs },
      weekly: { cycle: 0, used: 3, perMinute: perMinute / 25, lengthMs: weekMs, resetsAtMs: startMs + weekMs / 2 },
      ...{ token: 1, expiresAtMs: provider === 'codex' && hasTool ? startMs + tokenMs : null, outage: 0 },
      ...{ isRefused: false, isInOutage: false },
    };
  });
}

/** Lets a minute pass at the service. A window begins with the first use after a reset. */
export function useForAMinute({ session, weekly }: WeekAccount, atMs: number, isUsed: boolean): void {
  for (const window of [session, weekly]) {
    if (window.resetsAtMs !== null && atMs >= window.resetsAtMs) {
      window.cycle += 1;
      window.used = 0;
      window.resetsAtMs = null;
    }
    if (isUsed) beginWindow(window, atMs);
    if (isUsed) window.used = Math.min(100, window.used + window.perMinute);
  }
}

/** Begins a window that has not begun. */
export function beginWindow(window: RealWindow, atMs: number): void {
  window.resetsAtMs ??= atMs + window.lengthMs;
}

/**
 * Begins or ends an outage in which the service refuses the sign-in from before. Returns true if the user signed in. Where
 * a tool can renew the sign-in, the user leaves that to the tool.
 */
export function signInForAMinute(each: WeekAccount, atMs: number, isOutage: boolean): boolean {
  const wasInOutage = each.isInOutage;
  each.isInOutage = isOutage;
  if (isOutage && !wasInOutage) {
    each.isRefused = true;
    each.outage += 1;
  }
  if (isOutage || !each.isRefused || each.folder !== null) return false;
  renew(each, atMs);
  return true;
}

/** Renews the sign-in, as a tool or the user does. */
export function renew(each: WeekAccount, atMs: number): void {
  each.token += 1;
  each.isRefused = false;
  each.expiresAtMs = each.expiresAtMs === null ? null : atMs + tokenMs;
}

/** What is found of the account on the computer. */
export function findingOf({ account, folder, token, expiresAtMs }: WeekAccount): Finding {
  const renewal = folder === null ? {} : { renewableUntilMs: null };
  return {
    provider: account.provider,
    place: account.label,
    outcome: { kind: 'account', account, folder, fingerprint: `token-${token}`, expiresAtMs, ...renewal },
  };
}

/** The body of the usage endpoint, or of the tool, at a time. */
export function usageOf(each: WeekAccount, atMs: number): unknown {
  const { session, weekly, account } = each;
  const window = ({ used, resetsAtMs, lengthMs }: RealWindow) => ({
    usedPercent: Math.floor(used),
    // As Codex words it, a window that has not begun ends its whole length from now.
    resetsInSeconds: Math.round(((resetsAtMs ?? atMs + lengthMs) - atMs) / 1000),
  });
  if (account.provider === 'codex') return codexUsage({ session: window(session), weekly: window(weekly) }, atMs);
  if (account.provider === 'claude') return claudeUsage({ session: window(session), weekly: window(weekly) }, atMs);
  return bodyOf(account.provider, 'usage');
}

function bodyOf(provider: ProviderId, endpointId: string): unknown {
  return fixtures.find((each) => each.provider === provider && each.endpointId === endpointId)?.body('ok');
}

/** The answer of the service to a request at a time that is right. */
export function serviceAnswer(each: WeekAccount, endpointId: string, plan: WeekPlan, atMs: number): HttpOutcome {
  const fingerprint = `token-${each.token}`;
  const fail = (failure: Extract<HttpOutcome, { kind: 'failure' }>['failure']): HttpOutcome => ({
    ...{ kind: 'failure', failure, fingerprint },
  });
  if (each.isRefused) return fail({ kind: 'unauthorised', status: 401 });
  switch (plan.trouble(each.index, atMs)) {
    case 'limited-with-wait':
      return fail({ kind: 'limited', retryAfterMs: askedToWaitMs });
    case 'limited':
      return fail({ kind: 'limited', retryAfterMs: null });
    case 'server':
      return fail({ kind: 'server', status: 503, retryAfterMs: 4 * minuteMs });
    case 'other-format':
      return {
        kind: 'body',
        body: { version: 3, surprise: ['none of the known fields'] },
        serverMs: atMs,
        fingerprint,
      };
    default: {
      const body = endpointId === 'usage' ? usageOf(each, atMs) : bodyOf(each.account.provider, endpointId);
      return { kind: 'body', body, serverMs: atMs, fingerprint };
    }
  }
}
