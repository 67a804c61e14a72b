import { statedValue } from '../usage/fact.ts';
import type { PrepaidReading, WindowReading, WindowShape } from '../usage/observation.ts';
import { fromMinorUnits } from '../units/money.ts';
import { parseNumber } from '../units/number.ts';
import { parseInstantMs, secondMs } from '../units/time.ts';
import { asName, asRecord, type JsonRecord } from '../units/json.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity } from './windows.ts';

/** Factory, whose tool is Droid, with a key of its console. */
export const factoryProvider: Provider = {
  id: 'factory',
  displayName: 'Factory',
  tile: 'Fa',
  shows: ['limits', 'balance'],
  pages: { usage: 'https://app.factory.ai/settings/billing' },
  signInCommand: null,
  key: { page: 'https://app.factory.ai/settings/api-keys', defaultBaseUrl: 'https://api.factory.ai' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/api/billing/limits'),
      parse: parseLimits,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

const fiveHourSeconds = 18_000;
const weekSeconds = 604_800;

const lengths: readonly (WindowIdentity & { readonly key: string })[] = [
  { key: 'fiveHour', ...windowIdentity(fiveHourSeconds, 'primary') },
  { key: 'weekly', ...windowIdentity(weekSeconds, 'secondary') },
  { key: 'monthly', id: 'monthly', durationSeconds: null },
];

/**
 * Parses `GET /api/billing/limits`: the standard pool, the pool of the Droid Core models where it is used, and the
 * balance for extra usage. An account with the older billing has no limits here. Never throws.
 */
export function parseLimits(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const limits = asRecord(record?.['limits']);
  const [standard, core] = [asRecord(limits?.['standard']), asRecord(limits?.['core'])];
  const prepaid = record === null ? null : extraUsageOf(record);
  if (record === null || (standard === null && prepaid === null)) {
    const isOlderBilling = record?.['usesTokenRateLimitsBilling'] === false;
    return parseResult(body, asOfMs, {}, isOlderBilling ? [] : ['limits.standard']);
  }
  const read = [
    ...windowsOf(standard, 'limits.standard', null, asOfMs),
    ...(core === null || !isUsed(core) ? [] : windowsOf(core, 'limits.core', 'Droid Core', asOfMs)),
  ];
  const unrecognizedPaths = read.flatMap(({ path, window }) => (window === null ? [path] : []));
  const plan = asName(record['planType']);
  return parseResult(
    body,
    asOfMs,
    {
      windows: {
        complete: unrecognizedPaths.length === 0,
        items: read.flatMap(({ window }) => (window === null ? [] : [window])),
      },
      ...(prepaid === null ? {} : { prepaid: statedValue(prepaid) }),
      ...(plan === null ? {} : { plan: statedValue(plan) }),
    },
    unrecognizedPaths,
  );
}

/** The balance for extra usage. An account that may not use it has none to show, unless there is money. */
function extraUsageOf(record: JsonRecord): PrepaidReading | null {
  const balance = fromMinorUnits(record['extraUsageBalanceCents'], 'USD');
  const isAllowed = record['extraUsageAllowed'];
  if (balance === null || (isAllowed !== true && Number(balance) === 0)) return null;
  return { currency: 'USD', balance, nextExpiresAtMs: null, ...(isAllowed === false ? { spent: true as const } : {}) };
}

/** True where a pool has been used. The service lists an empty pool for plans without one. */
function isUsed(pool: JsonRecord): boolean {
  return lengths.some(({ key }) => {
    const window = asRecord(pool[key]);
    const isRunning = (window?.['windowEnd'] ?? window?.['secondsRemaining'] ?? null) !== null;
    return isRunning || (parseNumber(window?.['usedPercent']) ?? 0) > 0;
  });
}

function windowsOf(
  pool: JsonRecord | null,
  path: string,
  name: string | null,
  asOfMs: number,
): readonly { readonly path: string; readonly window: WindowReading | null }[] {
  return lengths.flatMap(({ key, id, durationSeconds }) => {
    const window = asRecord(pool?.[key]);
    if (window === null) return [];
    const shape: WindowShape = { name, scope: name === null ? 'account' : 'own', durationSeconds };
    const ownId = name === null ? id : `core:${id}`;
    return [{ path: `${path}.${key}.usedPercent`, window: windowOf(window, ownId, shape, asOfMs) }];
  });
}

/**
 * One window. The service keeps the last figure of a window that is over until the next one starts. Such a window has
 * an end in the past and no seconds left, and nothing of it is used.
 */
function windowOf(window: JsonRecord, id: string, shape: WindowShape, asOfMs: number): WindowReading | null {
  const endMs = parseInstantMs(window['windowEnd'] ?? null);
  const secondsLeft = parseNumber(window['secondsRemaining'] ?? null);
  const isOver = endMs !== null && endMs <= asOfMs && secondsLeft === null;
  const endOfCountMs = secondsLeft === null || secondsLeft <= 0 ? null : asOfMs + secondsLeft * secondMs;
  const resetsAt = endMs !== null && endMs > asOfMs ? endMs : endOfCountMs;
  const usedPercent = isOver && parseNumber(window['usedPercent']) !== null ? 0 : (window['usedPercent'] ?? null);
  return parseQuotaWindow({ id, shape, usedPercent, resetsAt }, asOfMs);
}
