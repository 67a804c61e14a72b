import { statedValue } from '../usage/fact.ts';
import type { WindowReading, WindowShape } from '../usage/observation.ts';
import { parseNumber } from '../units/number.ts';
import { asName, asRecord, dataOf, type JsonRecord, listOf } from '../units/json.ts';
import { ignoreHeaders, parseResult, parseWindowSeconds } from './parse.ts';
import type { Provider, ParseResult } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow, windowIdentity, withDistinctIds } from './windows.ts';

const plans: ReadonlyMap<string, string> = new Map([
  ['lite', 'Lite'],
  ['pro', 'Pro'],
  ['max', 'Max'],
]);

/** The GLM coding plan of z.ai, polled for its quota. */
export const zaiProvider: Provider = {
  id: 'zai',
  displayName: 'z.ai',
  tile: 'Za',
  shows: ['limits'],
  signInCommand: null,
  key: { page: 'https://z.ai/manage-apikey/apikey-list', defaultBaseUrl: 'https://api.z.ai' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/api/monitor/usage/quota/limit'),
      parse: parseLimits,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plans.get(plan.trim().toLowerCase()) ?? plan,
};

const hourSeconds = 3600;
const weekSeconds = 604_800;
const hourUnit = 3;
const monthUnit = 5;
const weekUnit = 6;

/**
 * Parses `GET /api/monitor/usage/quota/limit`: a list of limits, each with its own window. An empty list means that
 * the key has no plan. Never throws.
 */
export function parseLimits(body: unknown, asOfMs: number): ParseResult {
  const data = dataOf(body);
  const limits = listOf(data?.['limits']);
  if (data === null || limits === null) return parseResult(body, asOfMs, {}, ['data.limits']);
  if (limits.items.length === 0) return { ok: false, paths: ['data.limits: array'], failure: { kind: 'no-plan' } };
  const read = limits.items.map(({ value }) => parseLimit(asRecord(value), asOfMs));
  const unrecognized = read.flatMap((each, index) => (each === null ? [`data.limits[${index}]`] : []));
  const unrecognizedPaths = limits.isWhole ? unrecognized : [...unrecognized, 'data.limits'];
  const items = withDistinctIds(read.filter((each) => each !== null));
  const plan = asName(data['level']);
  return parseResult(
    body,
    asOfMs,
    {
      windows: { complete: unrecognizedPaths.length === 0, items },
      ...(plan === null ? {} : { plan: statedValue(plan) }),
    },
    unrecognizedPaths,
  );
}

function parseLimit(
  limit: JsonRecord | null,
  asOfMs: number,
): { readonly kind: string; readonly window: WindowReading } | null {
  const type = asName(limit?.['type']);
  if (limit === null || type === null) return null;
  const { percentage, currentValue, usage, nextResetTime } = limit;
  const stated = percentage ?? null;
  const window = parseQuotaWindow(
    {
      ...identityOf(type, parseNumber(limit['unit']), parseNumber(limit['number'])),
      ...(stated === null ? {} : { usedPercent: stated }),
      used: currentValue,
      limit: usage,
      resetsAt: nextResetTime,
    },
    asOfMs,
  );
  return window === null ? null : { kind: type.toLowerCase(), window };
}

/**
 * The id and shape of a limit. Limits of tokens and credits apply to the account. Limits of tool calls (`TIME_LIMIT`)
 * and of unknown types are separate. A month has no fixed length.
 */
function identityOf(type: string, unit: number | null, count: number | null): Pick<WindowReading, 'id' | 'shape'> {
  const seconds = secondsOf(unit, count ?? 1);
  const isAccount = type === 'TOKENS_LIMIT' || type === 'CREDIT_LIMIT';
  const { durationSeconds, id } = windowIdentity(seconds, 'primary');
  const ownId = seconds === null ? (unit === monthUnit && count === 1 ? 'monthly' : type.toLowerCase()) : id;
  const shape: WindowShape = {
    name: isAccount ? null : type === 'TIME_LIMIT' ? 'Tools' : type,
    scope: isAccount ? 'account' : 'own',
    durationSeconds,
  };
  return { id: isAccount ? ownId : `${type.toLowerCase()}:${ownId}`, shape };
}

function secondsOf(unit: number | null, count: number): number | null {
  if (unit === hourUnit) return parseWindowSeconds(count, hourSeconds);
  return unit === weekUnit ? parseWindowSeconds(count, weekSeconds) : null;
}
