import type { WindowReading, WindowShape } from '../usage/observation.ts';
import { parseNumber } from '../units/number.ts';
import { asName, asRecord, dataOf, type JsonRecord, listOf } from '../units/json.ts';
import type { Account } from './account.ts';
import { ignoreHeaders, parseResult, parseWindowSeconds, unparsedAnswer } from './parse.ts';
import type { ParseResult, Provider, RequestSpec } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity, withDistinctIds } from './windows.ts';

const notFound = 404;

/** MiniMax, with the key of a token plan. */
export const miniMaxProvider: Provider = {
  id: 'minimax',
  displayName: 'MiniMax',
  tile: 'MM',
  shows: ['limits'],
  pages: { usage: 'https://platform.minimax.io/user-center/payment/coding-plan' },
  signInCommand: null,
  key: {
    page: 'https://platform.minimax.io/user-center/payment/coding-plan',
    defaultBaseUrl: 'https://api.minimax.io',
  },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => ({ ...keyRequest(account, '/v1/token_plan/remains'), answerStatuses: [notFound] }),
      furtherRequest: olderRequest,
      parse: parseRemains,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** The request for the older address of the same answer, where the service does not know the newer one. */
function olderRequest(account: Account, answers: readonly unknown[]): RequestSpec | null {
  const [first] = answers;
  const isAnswer = dataOf(first)?.['model_remains'] !== undefined || asRecord(first)?.['base_resp'] !== undefined;
  return isAnswer || answers.length > 1 ? null : keyRequest(account, '/v1/api/openplatform/coding_plan/remains');
}

const weekSeconds = 604_800;
const millisecondsOfSecond = 1000;
const exhausted = 2;
const unlimited = 3;

/**
 * Parses `model_remains[]`. The row of the text models is that of the account, each other row a separate limit. All
 * percentages state what is left. Never throws.
 */
export function parseRemains(body: unknown, asOfMs: number): ParseResult {
  const status = parseNumber(asRecord(asRecord(body)?.['base_resp'])?.['status_code'] ?? 0);
  if (status !== 0) return unparsedAnswer(body, asOfMs, ['base_resp.status_code']);
  const rows = listOf(dataOf(body)?.['model_remains']);
  if (rows === null) return parseResult(body, asOfMs, {}, ['model_remains']);
  const known = rows.items.map(({ key, value }) => {
    const row = asRecord(value);
    return { path: `model_remains[${key}]`, row, name: asName(row?.['model_name']) };
  });
  const isText = ({ name }: (typeof known)[number]): boolean => name?.startsWith('MiniMax-M') === true;
  const main = known.find(isText) ?? known.find(({ name }) => name === 'general');
  // All text models share one quota, which the service may list once for each model.
  const shown = known.filter((each) => each === main || !isText(each));
  const read = shown.flatMap(({ path, row, name }) => {
    const isMain = row === main?.row;
    if (row === null || name === null) return [{ path, kind: path, window: null }];
    return windowsOf(row, isMain ? null : name, asOfMs).map((window) => ({ path, kind: name, window }));
  });
  const unrecognizedPaths = [
    ...read.flatMap(({ path, window }) => (window === null ? [path] : [])),
    ...(rows.isWhole ? [] : ['model_remains']),
  ];
  const items = withDistinctIds(read.flatMap(({ kind, window }) => (window === null ? [] : [{ kind, window }])));
  return parseResult(body, asOfMs, { windows: { complete: unrecognizedPaths.length === 0, items } }, unrecognizedPaths);
}

/** The two windows of a row; null for each that is not understood. A row that the plan does not include has none. */
function windowsOf(row: JsonRecord, name: string | null, asOfMs: number): readonly (WindowReading | null)[] {
  const length = (parseNumber(row['end_time']) ?? 0) - (parseNumber(row['start_time']) ?? 0);
  const interval = windowIdentity(parseWindowSeconds(length / millisecondsOfSecond, 1), 'primary');
  const week = windowIdentity(weekSeconds, 'secondary');
  return [
    ...windowOf(row, 'current_interval', row['end_time'], interval, name, asOfMs),
    ...windowOf(row, 'current_weekly', row['weekly_end_time'], week, name, asOfMs),
  ];
}

/** One window in a list; an empty list: it has no limit, or the plan does not include it. */
function windowOf(
  row: JsonRecord,
  prefix: 'current_interval' | 'current_weekly',
  resetsAt: unknown,
  { id, durationSeconds }: WindowIdentity,
  name: string | null,
  asOfMs: number,
): readonly (WindowReading | null)[] {
  const status = parseNumber(row[`${prefix}_status`] ?? null);
  if (status === unlimited) return [];
  const usedPercent = status === exhausted ? 100 : usedPercentOf(row, prefix);
  if (usedPercent === undefined) return [];
  const shape: WindowShape = { name, scope: name === null ? 'account' : 'own', durationSeconds };
  const ownId = name === null ? id : `${name}:${id}`;
  return [usedPercent === null ? null : parseQuotaWindow({ id: ownId, shape, usedPercent, resetsAt }, asOfMs)];
}

/**
 * The used percentage. `…_usage_count` is what is left, whatever its name says, and counts only without a percentage.
 * Undefined: the row states no quota here. Null: it is not understood.
 */
function usedPercentOf(row: JsonRecord, prefix: string): number | null | undefined {
  const stated = row[`${prefix}_remaining_percent`] ?? null;
  const [total, left] = [parseNumber(row[`${prefix}_total_count`]), parseNumber(row[`${prefix}_usage_count`])];
  if (stated === null && (total === null || total <= 0)) return undefined;
  const percent =
    stated === null ? (left === null || total === null ? null : (100 * left) / total) : parseNumber(stated);
  return percent === null || percent < 0 || percent > 100 ? null : 100 - percent;
}
