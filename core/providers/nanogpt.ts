import type { WindowReading } from '../usage/observation.ts';
import { asRecord, type JsonRecord } from '../units/json.ts';
import { daySeconds, weekSeconds } from '../units/time.ts';
import { ignoreHeaders, parseMoney, parseResult, parseShare } from './parse.ts';
import { prepaidResult } from './prepaid.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity } from './windows.ts';

/** NanoGPT, polled for the quotas of a subscription and the balance of the account. */
export const nanoGptProvider: Provider = {
  id: 'nanogpt',
  displayName: 'NanoGPT',
  tile: 'Na',
  shows: ['limits', 'balance'],
  signInCommand: null,
  key: { page: 'https://nano-gpt.com/api', defaultBaseUrl: 'https://nano-gpt.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/api/subscription/v1/usage'),
      parse: parseUsage,
    },
    balance: {
      pollInterval: { defaultMs: 600_000, minimumMs: 600_000 },
      isIndependent: true,
      request: (account) => ({
        ...keyRequest(account, '/api/check-balance', { 'x-api-key': '{{secret:accessToken}}' }),
        method: 'POST',
        isQuestion: true,
        body: {},
      }),
      parse: parseBalance,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** The quotas of either generation: tokens and images, or requests. */
const quotas: readonly (WindowIdentity & { readonly key: string; readonly name: string | null })[] = [
  { key: 'dailyInputTokens', ...windowIdentity(daySeconds, 'primary'), name: null },
  { key: 'weeklyInputTokens', ...windowIdentity(weekSeconds, 'secondary'), name: null },
  { key: 'dailyImages', id: 'images', durationSeconds: daySeconds, name: 'Images' },
  { key: 'daily', ...windowIdentity(daySeconds, 'primary'), name: null },
  { key: 'monthly', id: 'monthly', durationSeconds: null, name: null },
];

/**
 * Parses `GET /api/subscription/v1/usage`: one quota for each limit of the plan, null where the plan has no such limit.
 * `percentUsed` is a share and may be above 1. An account without a subscription has no quotas, which is an answer.
 * Never throws.
 */
export function parseUsage(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  if (record === null) return parseResult(body, asOfMs, {}, ['$']);
  const isActive = record['active'] !== false;
  const isDailyOff = record['enforceDailyLimit'] === false;
  const stated = quotas.filter(
    ({ key }) => isActive && (record[key] ?? null) !== null && !(isDailyOff && key === 'daily'),
  );
  const taken = new Map<string, WindowReading>();
  const unrecognizedPaths: string[] = [];
  for (const { key, name, ...identity } of stated) {
    const limit = asRecord(record['limits'])?.[key];
    const window = parseQuota(record[key], limit, identity, name, asOfMs);
    if (window === null) unrecognizedPaths.push(key);
    else if (!taken.has(window.id)) taken.set(window.id, window);
  }
  const isWithoutPlan = record['active'] === false;
  return parseResult(
    body,
    asOfMs,
    { windows: { complete: unrecognizedPaths.length === 0, items: [...taken.values()] } },
    stated.length === 0 && !isWithoutPlan ? ['weeklyInputTokens', 'monthly'] : unrecognizedPaths,
    isWithoutPlan,
  );
}

function parseQuota(
  value: unknown,
  limit: unknown,
  { id, durationSeconds }: WindowIdentity,
  name: string | null,
  asOfMs: number,
): WindowReading | null {
  const quota: JsonRecord | null = asRecord(value);
  if (quota === null) return null;
  const shape = { name, scope: name === null ? ('account' as const) : ('own' as const), durationSeconds };
  const usedPercent = parseShare(quota['percentUsed']);
  const stated = usedPercent === undefined ? { used: quota['used'], limit } : { usedPercent };
  return parseQuotaWindow({ id, shape, ...stated, resetsAt: quota['resetAt'] }, asOfMs);
}

/** Parses `usd_balance` of `POST /api/check-balance`. Never throws. */
export function parseBalance(body: unknown, asOfMs: number): ParseResult {
  const balance = parseMoney(asRecord(body)?.['usd_balance'], 'USD');
  return prepaidResult(body, asOfMs, { currency: 'USD', balance, path: 'usd_balance' });
}
