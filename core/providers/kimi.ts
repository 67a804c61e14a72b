import type { WindowReading } from '../usage/observation.ts';
import { parseDecimal } from '../units/decimal.ts';
import { subtractDecimals } from '../units/money.ts';
import { asRecord, firstOf, type JsonRecord, listOf } from '../units/json.ts';
import { ignoreHeaders, parseShare, parseResult, parseWindowSeconds } from './parse.ts';
import type { Provider, ParseResult } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity, withDistinctIds } from './windows.ts';

/** Kimi Code, with a key of its console. The app does not use the tool's own short-lived sign-in. */
export const kimiProvider: Provider = {
  id: 'kimi',
  displayName: 'Kimi Code',
  tile: 'Ki',
  shows: ['limits'],
  pages: {
    usage: 'https://www.kimi.com/code/console',
  },
  signInCommand: null,
  key: { page: 'https://www.kimi.com/code/console', defaultBaseUrl: 'https://api.kimi.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/coding/v1/usages'),
      parse: parseUsages,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

const secondsByUnit: ReadonlyMap<string, number> = new Map([
  ['TIME_UNIT_SECOND', 1],
  ['TIME_UNIT_MINUTE', 60],
  ['TIME_UNIT_HOUR', 3600],
  ['TIME_UNIT_DAY', 86_400],
  ['TIME_UNIT_WEEK', 604_800],
]);

/** The named limits, which the service states since September 2026. A month has no fixed length. */
const namedLimits: readonly (WindowIdentity & { readonly key: string; readonly name: string | null })[] = [
  { key: 'limit_5h', ...windowIdentity(18_000, 'primary'), name: null },
  { key: 'limit_7d', ...windowIdentity(604_800, 'primary'), name: null },
  { key: 'limit_month_total', id: 'monthly', durationSeconds: null, name: null },
  { key: 'limit_month_code', id: 'monthly:code', durationSeconds: null, name: 'Code' },
];

/**
 * Parses `GET /coding/v1/usages`, which has a newer and an older form. Never throws.
 *
 * The newer form names its limits in `usages`, each with a used share from 0 to 1. The older form states numbers as
 * texts. It has the weekly window in `usage` and shorter windows in `limits`, and may state only what remains. Where
 * both forms state a window, the newer one counts.
 */
export function parseUsages(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  if (record === null) return parseResult(body, asOfMs, {}, ['$']);
  const usages = record['usages'] ?? null;
  const byName = asRecord(usages);
  const limits = listOf(record['limits'] ?? []);
  const week = record['usage'] ?? null;
  const newer = namedLimits.flatMap(({ key, name, ...identity }) =>
    (byName?.[key] ?? null) === null
      ? []
      : [{ path: `usages.${key}`, window: parseNamedLimit(byName?.[key], identity, name, asOfMs) }],
  );
  const taken = new Set(newer.flatMap(({ window }) => (window === null ? [] : [window.id])));
  const older = [
    ...(week === null ? [] : [{ path: 'usage', window: parseDetail(week, windowIdentity(null, 'secondary'), asOfMs) }]),
    ...(limits?.items ?? []).map(({ key, value }) => ({ path: `limits[${key}]`, window: parseLimit(value, asOfMs) })),
  ].filter(({ window }) => window === null || !taken.has(window.id));
  const stated = [...newer, ...older];
  const unrecognizedPaths = [
    ...stated.flatMap(({ path, window }) => (window === null ? [path] : [])),
    ...(limits?.isWhole === true ? [] : ['limits']),
    ...(usages !== null && byName === null ? ['usages'] : []),
  ];
  const statesWindows = ['usages', 'usage', 'limits'].some((key) => record[key] !== undefined);
  const items = stated.flatMap(({ path, window }) => (window === null ? [] : [{ kind: path, window }]));
  return parseResult(
    body,
    asOfMs,
    { windows: { complete: unrecognizedPaths.length === 0, items: withDistinctIds(items) } },
    statesWindows ? unrecognizedPaths : ['usages', 'usage', 'limits'],
  );
}

function parseNamedLimit(
  value: unknown,
  { id, durationSeconds }: WindowIdentity,
  name: string | null,
  asOfMs: number,
): WindowReading | null {
  const limit = asRecord(value);
  if (limit === null) return null;
  const shape = { name, scope: name === null ? ('account' as const) : ('part' as const), durationSeconds };
  const resetsAt = firstOf(limit, ['reset_time', 'resetTime', 'reset_at']);
  const usedPercent = parseShare(limit['used_ratio']);
  return usedPercent === undefined ? null : parseQuotaWindow({ id, shape, usedPercent, resetsAt }, asOfMs);
}

function parseLimit(value: unknown, asOfMs: number): WindowReading | null {
  const limit = asRecord(value);
  const window = asRecord(limit?.['window']);
  const unit = window?.['timeUnit'];
  const unitSeconds = typeof unit === 'string' ? secondsByUnit.get(unit) : undefined;
  const seconds = unitSeconds === undefined ? null : parseWindowSeconds(window?.['duration'], unitSeconds);
  if (limit === null || seconds === null) return null;
  return parseDetail(limit['detail'], windowIdentity(seconds, 'primary'), asOfMs);
}

function parseDetail(value: unknown, { id, durationSeconds }: WindowIdentity, asOfMs: number): WindowReading | null {
  const detail = asRecord(value);
  if (detail === null) return null;
  const shape = { name: null, scope: 'account' as const, durationSeconds };
  const resetsAt = firstOf(detail, ['resetTime', 'reset_time', 'resetAt']);
  return parseQuotaWindow({ id, shape, used: usedOf(detail), limit: detail['limit'], resetsAt }, asOfMs);
}

function usedOf(detail: JsonRecord): unknown {
  const used = detail['used'] ?? null;
  const [limit, remaining] = [parseDecimal(detail['limit']), parseDecimal(detail['remaining'])];
  if (used !== null || limit === null || remaining === null) return used;
  return subtractDecimals(limit, remaining);
}
