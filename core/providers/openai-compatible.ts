import type { Account } from './account.ts';
import { statedValue, type Stated, statedUnknown } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';
import type { ConcurrencyReading, ServiceReading, WindowReading } from '../usage/observation.ts';
import { fromMinorUnits, parseCurrency } from '../units/money.ts';
import { parseCount, parseNumber } from '../units/number.ts';
import { dayMs, parseInstantMs } from '../units/time.ts';
import {
  asName,
  asRecord,
  type JsonRecord,
  listOf,
  type ReportUnrecognized,
  collectUnrecognizedFields,
} from '../units/json.ts';
import { isGatewayPlan } from './gateways/fields.ts';
import { firstRequest, furtherRequest, isGatewayPage, parseGatewayAnswers } from './gateways/gateway.ts';
import {
  ignoreHeaders,
  parseResult,
  statedPercent,
  statedReset,
  parseUsedOfLimit,
  parseWindowSeconds,
} from './parse.ts';
import type { AnsweredRequest, Endpoint, Provider, ParseResult, RequestSpec } from './provider.ts';
import { hostOf, originOf, requestAt } from './request.ts';
import { windowIdentity } from './windows.ts';

const vendorHost = 'api.code.umans.ai';
const vendorWalletOrigin = 'https://app.umans.ai';
const walletPath = '/api/v1/wallet/summary';
const notFound = 404;

/** The origin of the wallet, where it is not that of the base URL: only one vendor keeps it on another host. */
export function walletOrigins({ baseUrl }: Account): readonly string[] {
  return hostOf(baseUrl) === vendorHost ? [vendorWalletOrigin] : [];
}

/** The wallet of a key that pays by token. A key without a wallet is normal, so this endpoint fails by itself. */
const walletEndpoint: Endpoint = {
  pollInterval: { defaultMs: 600_000, minimumMs: 600_000 },
  isIndependent: true,
  isWanted: isWalletWanted,
  request: walletRequest,
  parse: parseWallet,
};

/** The request for the wallet, with the same key as for usage. A 404 is an answer and means "no wallet". */
export function walletRequest(account: Account): RequestSpec {
  const origin = walletOrigins(account)[0] ?? originOf(account.baseUrl) ?? account.baseUrl;
  return { ...requestAt(`${origin}${walletPath}`), answerStatuses: [notFound] };
}

/**
 * True where the wallet should be polled. A key that never had a wallet is asked once a day. Other gateways state
 * money in their usage answer and have no wallet page, whose 404 would erase the stated balance.
 */
export function isWalletWanted(account: Account, { prepaid, spend, plan }: Facts, nowMs: number): boolean {
  if (isGatewayPage(account.baseUrl) || spend.said !== null || isGatewayPlan(plan.said?.value ?? '')) return false;
  const { said: balance, unknownSinceMs } = prepaid;
  if (balance !== null || unknownSinceMs === null) return true;
  return nowMs - unknownSinceMs >= dayMs || unknownSinceMs > nowMs;
}

/**
 * Parses a wallet, whose amount is in cents with fractions, into money with exactly the currency's decimals. A wallet
 * that is not funded pays for nothing, whatever its balance. A missing balance is unknown, not 0.
 */
export function parseWallet(body: unknown, asOfMs: number, { status }: Pick<AnsweredRequest, 'status'>): ParseResult {
  if (status === notFound) return parseResult(body, asOfMs, { prepaid: statedUnknown }, [], true);
  const balance = asRecord(asRecord(body)?.['balance']);
  if (balance === null) return parseResult(body, asOfMs, {}, ['balance']);
  const cents = balance['balanceCents'];
  const currency = parseCurrency(balance['currency'] ?? 'USD');
  const amount = currency === null ? null : fromMinorUnits(cents, currency);
  const funded = typeof balance['funded'] === 'boolean' ? balance['funded'] : null;
  if (currency === null || amount === null) {
    const isUnknown = cents === null || (cents === undefined && funded !== null);
    return isUnknown
      ? parseResult(body, asOfMs, { prepaid: statedUnknown }, [], true)
      : parseResult(body, asOfMs, {}, ['balance.balanceCents']);
  }
  const spent = funded === false ? { spent: true as const } : {};
  return parseResult(
    body,
    asOfMs,
    { prepaid: statedValue({ currency, balance: amount, nextExpiresAtMs: null, ...spent }) },
    [],
  );
}

/** A service with the OpenAI interface that states how much of a key is used. */
export const openAiCompatibleProvider: Provider = {
  id: 'openai-compatible',
  displayName: 'OpenAI-compatible',
  tile: 'AI',
  shows: ['limits', 'balance', 'spending', 'sessions'],
  signInCommand: null,
  key: { page: null, defaultBaseUrl: null },
  furtherOrigins: walletOrigins,
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 600_000, minimumMs: 600_000 },
      request: firstRequest,
      furtherRequest,
      parse: parseUsage,
    },
    wallet: walletEndpoint,
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => (plan === 'service_account' ? 'Service account' : plan),
};

/**
 * Parses `GET {base}/usage`, in which every part is optional, or the answers of a known gateway. An answer without any
 * value is no answer, whatever its objects are called. Never throws.
 */
export function parseUsage(
  body: unknown,
  asOfMs: number,
  { status, earlier = [] }: Pick<AnsweredRequest, 'status' | 'earlier'> = { status: 200 },
): ParseResult {
  const unrecognized = collectUnrecognizedFields();
  const { report } = unrecognized;
  const gateway = parseGatewayAnswers([...earlier, body], asOfMs, report);
  if (gateway !== null) return parseResult(gateway.body, asOfMs, gateway.fields, unrecognized.paths);
  if (status === notFound) return { ok: false, paths: [], failure: { kind: 'unexpected-status', status } };
  const record = asRecord(body);
  if (record === null) return parseResult(body, asOfMs, {}, ['$']);
  const usage = asRecord(record['usage']);
  if (usage === null && asRecord(record['limits']) === null) return parseResult(body, asOfMs, {}, ['usage']);
  const plan = planOf(record['plan']);
  const requests = parseRequestsWindow(record, asOfMs, report);
  const items = [...(requests === null ? [] : [requests]), ...parseBudgets(usage, asOfMs, report)];
  const concurrency = parseConcurrency(record, report);
  const service = parseService(usage);
  const statesService = usage?.['service_mode'] !== undefined || usage?.['priority'] !== undefined;
  const hasFigure = items.length > 0 || concurrency !== undefined || plan !== null || statesService;
  return parseResult(
    body,
    asOfMs,
    {
      windows: { complete: unrecognized.paths.length === 0, items },
      ...(plan === null ? {} : { plan: statedValue(plan) }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(service === undefined || !hasFigure ? {} : { service }),
    },
    unrecognized.paths,
  );
}

function planOf(stated: unknown): string | null {
  const plan = asRecord(stated);
  return plan === null ? asName(stated) : (asName(plan['display_name']) ?? asName(plan['slug']));
}

/**
 * The window that counts requests, named by its length; null where requests have no limit. The percentage is that of
 * the soft limit, so a burst up to the hard cap is above 100 percent.
 */
function parseRequestsWindow(body: JsonRecord, asOfMs: number, report: ReportUnrecognized): WindowReading | null {
  const limits = asRecord(asRecord(body['limits'])?.['requests']);
  const usage = asRecord(body['usage']);
  const counted = usage?.['requests_in_window'] ?? null;
  const limit = limits?.['limit'] ?? null;
  if (limits === null || limit === null) return null;
  const used = parseUsedOfLimit(counted, limit);
  if (used === null && counted !== null) report('usage.requests_in_window');
  if (limit !== null && (parseNumber(limit) ?? -1) < 0) report('limits.requests.limit');
  const { id, durationSeconds } = windowIdentity(parseWindowSeconds(limits['window_seconds'], 1), 'primary');
  const resetsAt = asRecord(body['window'])?.['resets_at'] ?? null;
  const reset = statedReset(resetsAt, asOfMs);
  if (resetsAt !== null && reset === null) report('window.resets_at');
  return {
    id,
    shape: { name: null, scope: 'account', durationSeconds },
    ...(used === null ? {} : { usedPercent: used }),
    ...(used?.is === 'value' ? { reached: statedValue(used.value >= 100) } : {}),
    ...(reset === null ? {} : { resetsAtMs: reset }),
  };
}

/** The budgets for priority, one per group of models. After a budget is used up, requests only wait longer. */
function parseBudgets(usage: JsonRecord | null, asOfMs: number, report: ReportUnrecognized): readonly WindowReading[] {
  const list = listOf(usage?.['priority_budget']);
  if (list?.isWhole === false) report('usage.priority_budget');
  const budgets = (list?.items ?? []).flatMap(({ key, value }) => {
    const budget = asRecord(value);
    const category = asName(budget?.['category']);
    if (budget === null || category === null) return [];
    const used = budget['used_pct'] === undefined ? null : statedPercent(budget['used_pct']);
    if (used === null) report(`usage.priority_budget[${key}].used_pct`);
    const reset = statedReset(budget['resets_at'], asOfMs);
    const window: WindowReading = {
      id: `budget:${category}`,
      shape: { name: asName(budget['label']) ?? category, scope: 'own', durationSeconds: null },
      ...(used === null ? {} : { usedPercent: used }),
      ...(reset === null ? {} : { resetsAtMs: reset }),
    };
    return [window];
  });
  return [...new Map(budgets.map((budget) => [budget.id, budget])).values()];
}

/**
 * The sessions on all devices of the key and their limits; undefined where the answer states none of them. A count
 * above the hard cap is kept and means that all slots are taken.
 */
function parseConcurrency(body: JsonRecord, report: ReportUnrecognized): Stated<ConcurrencyReading> | undefined {
  const limits = asRecord(asRecord(body['limits'])?.['concurrency']);
  const stated = asRecord(body['usage'])?.['concurrent_sessions'] ?? null;
  const current = parseConcurrentSessions(body) ?? null;
  if (stated !== null && current === null) report('usage.concurrent_sessions');
  const limitOf = (key: string): number | null => {
    const value = limits?.[key] ?? null;
    const count = parseCount(value);
    if (value !== null && count === null) report(`limits.concurrency.${key}`);
    return count;
  };
  const [limit, hardCap] = [limitOf('limit'), limitOf('hard_cap')];
  return current === null && limit === null && hardCap === null ? undefined : statedValue({ current, limit, hardCap });
}

/**
 * The number of sessions that the service counts now: 0 or more, without its fraction, and never `-0`. Undefined for
 * everything else, including numbers that are too large to be exact. Never throws.
 */
export function parseConcurrentSessions(body: unknown): number | undefined {
  const count = asRecord(asRecord(body)?.['usage'])?.['concurrent_sessions'];
  return typeof count === 'number' && count >= 0 && count <= Number.MAX_SAFE_INTEGER
    ? Math.trunc(count) + 0
    : undefined;
}

/**
 * How the service serves this key. An answer with usage but without a mode means the normal mode; undefined where the
 * answer has no usage.
 */
function parseService(usage: JsonRecord | null): Stated<ServiceReading> | undefined {
  if (usage === null) return undefined;
  const priority = asRecord(usage['priority']);
  const stated = usage['service_mode'];
  const mode = asName(asRecord(stated)?.['current'] ?? stated) ?? 'normal';
  const boxedUntilMs = parseInstantMs(priority?.['boxed_until'] ?? null);
  return statedValue({
    mode,
    boxedUntilMs,
    reason: asName(priority?.['reason']),
    ...(priority?.['low'] === true ? { isLow: true as const } : {}),
  });
}
