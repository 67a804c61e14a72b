import { statedUnknown, statedValue, type Stated } from '../usage/fact.ts';
import type { BlockReading, WindowReading } from '../usage/observation.ts';
import { asName, dataOf, asRecord } from '../units/json.ts';
import { parseCurrency } from '../units/money.ts';
import { hourSeconds, weekSeconds } from '../units/time.ts';
import { ignoreHeaders, parseMoney, parseResult, parseShare } from './parse.ts';
import { prepaidResult } from './prepaid.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity } from './windows.ts';

/** ZenMux, polled with a management key for the quotas of a subscription and the balance. */
export const zenMuxProvider: Provider = {
  id: 'zenmux',
  displayName: 'ZenMux',
  tile: 'Ze',
  shows: ['limits', 'balance'],
  pages: { usage: 'https://zenmux.ai/platform/management' },
  signInCommand: null,
  key: {
    kind: 'management-key',
    page: 'https://zenmux.ai/platform/management',
    defaultBaseUrl: 'https://zenmux.ai',
  },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/api/v1/management/subscription/detail'),
      parse: parseSubscription,
    },
    balance: {
      pollInterval: { defaultMs: 600_000, minimumMs: 600_000 },
      isIndependent: true,
      request: (account) => keyRequest(account, '/api/v1/management/payg/balance'),
      parse: parseBalance,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan.charAt(0).toUpperCase() + plan.slice(1),
};

const quotas: readonly (WindowIdentity & { readonly key: string })[] = [
  { key: 'quota_5_hour', ...windowIdentity(5 * hourSeconds, 'primary') },
  { key: 'quota_7_day', ...windowIdentity(weekSeconds, 'secondary') },
];

/** The states in which the service restricts an account. `monitored` does not restrict it. */
const blockedStates: ReadonlySet<string> = new Set(['abusive', 'suspended', 'banned']);
const freeStates: ReadonlySet<string> = new Set(['healthy', 'monitored']);

/**
 * Parses `data` of the subscription. `usage_percentage` is a share from 0 to 1 in spite of its name, and a window that
 * has not begun states null as its reset. The month has a limit without its use, so it is no window. Never throws.
 */
export function parseSubscription(body: unknown, asOfMs: number): ParseResult {
  const data = dataOf(body);
  const present = quotas.filter(({ key }) => (data?.[key] ?? null) !== null);
  const read = present.map(({ key, ...identity }) => ({ key, window: parseQuota(data?.[key], identity, asOfMs) }));
  const unrecognizedPaths = read.flatMap(({ key, window }) => (window === null ? [`data.${key}`] : []));
  const items = read.flatMap(({ window }) => (window === null ? [] : [window]));
  const plan = asName(asRecord(data?.['plan'])?.['tier']);
  const blocked = blockOf(asName(data?.['account_status']));
  return parseResult(
    body,
    asOfMs,
    {
      windows: { complete: unrecognizedPaths.length === 0, items },
      ...(plan === null ? {} : { plan: statedValue(plan) }),
      ...(blocked === null ? {} : { blocked }),
    },
    present.length === 0 ? quotas.map(({ key }) => `data.${key}`) : unrecognizedPaths,
  );
}

function blockOf(status: string | null): Stated<BlockReading | null> | null {
  if (status !== null && blockedStates.has(status)) return statedValue({ code: 'unknown', endsAtMs: null });
  return status !== null && freeStates.has(status) ? statedValue(null) : null;
}

function parseQuota(value: unknown, { id, durationSeconds }: WindowIdentity, asOfMs: number): WindowReading | null {
  const quota = asRecord(value);
  const usedPercent = parseShare(quota?.['usage_percentage']);
  if (quota === null || usedPercent === undefined) return null;
  const shape = { name: null, scope: 'account' as const, durationSeconds, runsWithReset: true as const };
  const { resets_at: resetsAt } = quota;
  const window = parseQuotaWindow({ id, shape, usedPercent, resetsAt }, asOfMs);
  return window !== null && resetsAt === null ? { ...window, resetsAtMs: statedUnknown } : window;
}

/** Parses `data.{currency, total_credits}` of the balance, which is below 0 for an account that owes money. */
export function parseBalance(body: unknown, asOfMs: number): ParseResult {
  const data = dataOf(body);
  const currency = parseCurrency(data?.['currency']);
  const balance = currency === null ? null : parseMoney(data?.['total_credits'], currency);
  const path = currency === null ? 'data.currency' : 'data.total_credits';
  return prepaidResult(body, asOfMs, { currency: currency ?? 'USD', balance, path });
}
