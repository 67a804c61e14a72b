import { statedValue } from '../usage/fact.ts';
import type { WindowReading } from '../usage/observation.ts';
import { asRecord, type JsonRecord } from '../units/json.ts';
import { hourSeconds, weekSeconds } from '../units/time.ts';
import { ignoreHeaders, parseResult, unparsedAnswer } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { usedOfRemaining } from './remainder.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow, windowIdentity } from './windows.ts';

/** Synthetic, polled for the quotas of a subscription. */
export const syntheticProvider: Provider = {
  id: 'synthetic',
  displayName: 'Synthetic',
  tile: 'Sy',
  shows: ['limits'],
  pages: { status: 'https://status.synthetic.new/' },
  signInCommand: null,
  key: { page: 'https://dev.synthetic.new/docs/api/getting-started', defaultBaseUrl: 'https://api.synthetic.new' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/v2/quotas'),
      parse: parseQuotas,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** A quota of the answer: where it stands, and how it is parsed. */
interface Quota {
  readonly path: string;
  readonly value: unknown;
  readonly parse: (quota: JsonRecord, asOfMs: number) => WindowReading | null;
}

/**
 * Parses `GET /v2/quotas`, in which every quota is optional. The quotas of requests and credits come back bit by bit:
 * `nextTickAt` and `nextRegenAt` are the time of the next bit, not of a reset. An empty answer means that the key pays
 * for each request and has no plan. Never throws.
 */
export function parseQuotas(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  if (record === null) return parseResult(body, asOfMs, {}, ['$']);
  if (Object.keys(record).length === 0) {
    return { ...unparsedAnswer(body, asOfMs, ['$']), failure: { kind: 'no-plan' } };
  }
  const stated = quotasOf(record).filter(({ value }) => (value ?? null) !== null);
  const read = stated.map(({ path, value, parse }) => {
    const quota = asRecord(value);
    return { path, window: quota === null ? null : parse(quota, asOfMs) };
  });
  const unrecognizedPaths = read.flatMap(({ path, window }) => (window === null ? [path] : []));
  const items = read.flatMap(({ window }) => (window === null ? [] : [window]));
  return parseResult(
    body,
    asOfMs,
    { windows: { complete: unrecognizedPaths.length === 0, items } },
    stated.length === 0 ? ['rollingFiveHourLimit', 'weeklyTokenLimit'] : unrecognizedPaths,
  );
}

/** The quotas in force. A plan with the newer ones keeps sending a counter of requests that no longer limits it. */
function quotasOf(record: JsonRecord): readonly Quota[] {
  const { rollingFiveHourLimit, planWeeklyLimit, weeklyTokenLimit, subscription, freeToolCalls } = record;
  const weekly =
    (planWeeklyLimit ?? null) === null
      ? { path: 'weeklyTokenLimit', value: weeklyTokenLimit }
      : { path: 'planWeeklyLimit', value: planWeeklyLimit };
  const isNewer = [rollingFiveHourLimit, weekly.value].some((value) => (value ?? null) !== null);
  const requests: readonly Quota[] = [
    {
      path: 'subscription',
      value: subscription,
      parse: (quota, asOfMs) => parseRequests('session', null, quota, asOfMs),
    },
  ];
  return [
    { path: 'rollingFiveHourLimit', value: rollingFiveHourLimit, parse: parseRolling },
    { ...weekly, parse: parseWeekly },
    ...(isNewer ? [] : requests),
    {
      path: 'search.hourly',
      value: asRecord(record['search'])?.['hourly'],
      parse: (quota, asOfMs) => parseRequests('search', 'Search', quota, asOfMs),
    },
    {
      path: 'freeToolCalls',
      value: freeToolCalls,
      parse: (quota, asOfMs) => parseRequests('tools', 'Tool calls', quota, asOfMs),
    },
  ];
}

/** `{max, remaining, limited}`. A quota that the service calls limited is used up, whatever remains. */
function parseRolling({ max, remaining, limited }: JsonRecord, asOfMs: number): WindowReading | null {
  const used = usedOfRemaining(max, remaining);
  const { id, durationSeconds } = windowIdentity(5 * hourSeconds, 'primary');
  const shape = { name: null, scope: 'account' as const, durationSeconds };
  const window = used === null ? null : parseQuotaWindow({ id, shape, used, limit: max, resetsAt: undefined }, asOfMs);
  return window !== null && limited === true ? { ...window, reached: statedValue(true) } : window;
}

/** `{percentRemaining, maxCredits, remainingCredits}`. Credits are texts such as `$36.00`. */
function parseWeekly(quota: JsonRecord, asOfMs: number): WindowReading | null {
  const { id, durationSeconds } = windowIdentity(weekSeconds, 'secondary');
  const shape = { name: null, scope: 'account' as const, durationSeconds };
  const usedPercent = usedOfRemaining(100, quota['percentRemaining']);
  const limit = withoutDollarSign(quota['maxCredits']);
  const used = usedPercent === null ? usedOfRemaining(limit, withoutDollarSign(quota['remainingCredits'])) : null;
  if (usedPercent === null && used === null) return null;
  const stated = usedPercent === null ? { used, limit } : { usedPercent };
  return parseQuotaWindow({ id, shape, ...stated, resetsAt: undefined }, asOfMs);
}

/** `{limit, requests, renewsAt}`: requests so far, and when all of them come back. */
function parseRequests(
  id: 'session' | 'search' | 'tools',
  name: string | null,
  { limit, requests, renewsAt }: JsonRecord,
  asOfMs: number,
): WindowReading | null {
  const durationSeconds = id === 'search' ? hourSeconds : null;
  const shape = { name, scope: name === null ? ('account' as const) : ('own' as const), durationSeconds };
  return parseQuotaWindow({ id, shape, used: requests, limit, resetsAt: renewsAt }, asOfMs);
}

function withoutDollarSign(value: unknown): unknown {
  return typeof value === 'string' ? value.trim().replace(/^\$/, '') : value;
}
