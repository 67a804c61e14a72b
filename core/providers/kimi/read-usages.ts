import type { WindowReading } from '../../quota/observation.ts';
import { parseDecimal } from '../../units/decimal.ts';
import { subtractDecimals } from '../../units/money.ts';
import type { ReadResult } from '../provider.ts';
import { quotaWindow, withOwnIds } from '../quota-window.ts';
import { resultOf, windowSeconds } from '../reading-parts.ts';
import { asRecord, firstOf, type JsonRecord, listOf } from '../shape.ts';
import { windowIdentity, type WindowIdentity } from '../windows.ts';

const secondsByUnit: ReadonlyMap<string, number> = new Map([
  ['TIME_UNIT_SECOND', 1],
  ['TIME_UNIT_MINUTE', 60],
  ['TIME_UNIT_HOUR', 3600],
  ['TIME_UNIT_DAY', 86_400],
  ['TIME_UNIT_WEEK', 604_800],
]);

/**
 * Reads `GET /coding/v1/usages`, whose numbers are texts: the week in `usage`, which states no length, and
 * shorter windows in `limits`. What is used may be told only by what remains. Never throws.
 */
export function readUsages(body: unknown, asOfMs: number): ReadResult {
  const record = asRecord(body);
  const limits = listOf(record?.['limits'] ?? []);
  if (record === null) return resultOf(body, asOfMs, {}, ['$']);
  const week = record['usage'] ?? null;
  const stated = [
    ...(week === null ? [] : [{ path: 'usage', window: readDetail(week, windowIdentity(null, 'secondary'), asOfMs) }]),
    ...(limits?.items ?? []).map(({ key, value }) => ({ path: `limits[${key}]`, window: readLimit(value, asOfMs) })),
  ];
  const odd = stated.flatMap(({ path, window }) => (window === null ? [path] : []));
  const oddPaths = limits?.isWhole === false ? [...odd, 'limits'] : odd;
  const items = stated.flatMap(({ path, window }) => (window === null ? [] : [{ kind: path, window }]));
  const isUnderstood = limits !== null && (record['usage'] !== undefined || record['limits'] !== undefined);
  return resultOf(
    body,
    asOfMs,
    { windows: { complete: limits !== null && oddPaths.length === 0, items: withOwnIds(items) } },
    isUnderstood ? oddPaths : [...oddPaths, 'usage', 'limits'],
    isUnderstood && oddPaths.length === 0,
  );
}

function readLimit(value: unknown, asOfMs: number): WindowReading | null {
  const limit = asRecord(value);
  const window = asRecord(limit?.['window']);
  const unit = window?.['timeUnit'];
  const unitSeconds = typeof unit === 'string' ? secondsByUnit.get(unit) : undefined;
  const seconds = unitSeconds === undefined ? null : windowSeconds(window?.['duration'], unitSeconds);
  if (limit === null || seconds === null) return null;
  return readDetail(limit['detail'], windowIdentity(seconds, 'primary'), asOfMs);
}

function readDetail(value: unknown, { id, durationSeconds }: WindowIdentity, asOfMs: number): WindowReading | null {
  const detail = asRecord(value);
  if (detail === null) return null;
  const shape = { name: null, scope: 'account' as const, durationSeconds };
  const resetsAt = firstOf(detail, ['resetTime', 'reset_time', 'resetAt']);
  return quotaWindow({ id, shape, used: usedOf(detail), limit: detail['limit'], resetsAt }, asOfMs);
}

function usedOf(detail: JsonRecord): unknown {
  const used = detail['used'] ?? null;
  const [limit, remaining] = [parseDecimal(detail['limit']), parseDecimal(detail['remaining'])];
  if (used !== null || limit === null || remaining === null) return used;
  return subtractDecimals(limit, remaining);
}
