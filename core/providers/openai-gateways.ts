import { statedValue } from '../usage/fact.ts';
import type { BlockReading, Observation, SpendReading, WindowReading } from '../usage/observation.ts';
import { compareDecimals, type DecimalString, parseDecimal } from '../units/decimal.ts';
import { divideDecimals, multiplyMoney, parseCurrency, subtractMoney } from '../units/money.ts';
import { parseInstantMs } from '../units/time.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity, withDistinctIds } from './windows.ts';
import { parseMoney } from './parse.ts';
import { asName, asRecord, type JsonRecord, listOf, type ReportUnrecognized } from '../units/json.ts';

/** The parts of an observation that a gateway can state. */
export type GatewayFields = Pick<Observation, 'windows' | 'spend' | 'spendLimits' | 'prepaid' | 'plan' | 'blocked'>;

const usd = 'USD';
/** new-api counts in units. A dollar is this many of them. */
const unitsOfDollar = '500000';
const daySeconds = 86_400;
const ownPages = /\/(key\/info|user\/info|team\/info|api\/user\/self|dashboard\/billing\/(subscription|usage))\/*$/;

/** True where a base URL is the page on which a known gateway states the usage of a key. The app polls that page. */
export function isGatewayPage(baseUrl: string): boolean {
  return ownPages.test(baseUrl);
}

/**
 * Parses the answers of other gateways with the OpenAI interface, recognized by the form of the body: OpenCode Go,
 * sub2api, new-api and LiteLLM. Null where the body has none of these forms. Never throws.
 */
export function parseGatewayAnswer(body: JsonRecord, asOfMs: number, report: ReportUnrecognized): GatewayFields | null {
  return (
    parseOpenCodeGo(body, asOfMs, report) ??
    parseSub2api(body, asOfMs, report) ??
    parseNewApi(body) ??
    parseLiteLlm(body, report)
  );
}

const openCodeWindows: readonly (WindowIdentity & { readonly key: string })[] = [
  { key: 'rolling', ...windowIdentity(null, 'primary') },
  { key: 'weekly', ...windowIdentity(7 * daySeconds, 'primary') },
  { key: 'monthly', id: 'monthly', durationSeconds: null },
];

/**
 * Parses `usage.{rolling, weekly, monthly}.{status, percent, resetsAt}`. A window that is `rate-limited` is used up,
 * whatever its percentage.
 */
function parseOpenCodeGo({ usage }: JsonRecord, asOfMs: number, report: ReportUnrecognized): GatewayFields | null {
  const stated = openCodeWindows.flatMap(({ key, ...identity }) => {
    const window = asRecord(asRecord(usage)?.[key]);
    return window?.['percent'] === undefined && window?.['status'] === undefined ? [] : [{ key, identity, window }];
  });
  if (stated.length === 0) return null;
  const items = stated.flatMap(({ key, identity: { id, durationSeconds }, window }) => {
    const isLimited = window['status'] === 'rate-limited';
    const shape = { name: null, scope: 'account' as const, durationSeconds };
    const usedPercent = isLimited ? 100 : window['percent'];
    const item = parseQuotaWindow({ id, shape, usedPercent, resetsAt: window['resetsAt'] }, asOfMs);
    if (item === null) report(`usage.${key}.percent`);
    return item === null ? [] : [item];
  });
  return { windows: { complete: items.length === stated.length, items } };
}

const subscriptionWindows: readonly (WindowIdentity & { readonly key: string })[] = [
  { key: 'daily', ...windowIdentity(daySeconds, 'primary') },
  { key: 'weekly', ...windowIdentity(7 * daySeconds, 'primary') },
  { key: 'monthly', id: 'monthly', durationSeconds: null },
];

/** Parses `{mode, quota, rate_limits[], subscription, balance}`: the quota of a key, its windows and its wallet. */
function parseSub2api(body: JsonRecord, asOfMs: number, report: ReportUnrecognized): GatewayFields | null {
  const mode = body['mode'];
  if (mode !== 'quota_limited' && mode !== 'unrestricted') return null;
  const limits = listOf(body['rate_limits'] ?? []);
  if (limits?.isWhole !== true) report('rate_limits');
  const windows = (limits?.items ?? []).map(({ key, value }) => {
    const window = parseRateLimit(asRecord(value), asOfMs);
    if (window === null) report(`rate_limits[${key}]`);
    return { kind: `rate_limits:${key}`, window };
  });
  const subscription = asRecord(body['subscription']);
  const planWindows = subscriptionWindows.flatMap(({ key, id, durationSeconds }) => {
    const limit = subscription?.[`${key}_limit_usd`] ?? null;
    if (subscription === null || limit === null || Number(limit) === 0) return [];
    const shape = { name: null, scope: 'account' as const, durationSeconds };
    const used = subscription[`${key}_usage_usd`];
    const window = parseQuotaWindow({ id, shape, used, limit, resetsAt: undefined }, asOfMs);
    if (window === null) report(`subscription.${key}_usage_usd`);
    return [{ kind: 'subscription', window }];
  });
  const all = [...windows, ...planWindows];
  const items = withDistinctIds(all.flatMap(({ kind, window }) => (window === null ? [] : [{ kind, window }])));
  const currency = parseCurrency(body['unit'] ?? usd) ?? null;
  const quota = asRecord(body['quota']);
  const spend = quota === null ? null : quotaSpend(quota, parseCurrency(quota['unit'] ?? currency));
  if (quota !== null && spend === null) report('quota');
  const balance = currency === null ? null : parseMoney(body['balance'], currency);
  return {
    windows: { complete: items.length === all.length && limits?.isWhole === true, items },
    ...(quota === null ? { spend: statedValue(null), spendLimits: statedValue([]) } : spendOf(spend)),
    ...(balance === null || currency === null
      ? {}
      : { prepaid: statedValue({ currency, balance, nextExpiresAtMs: null }) }),
    blocked: statedValue(sub2apiBlock(body, spend)),
  };
}

/** Why a key of sub2api is blocked: its own status, or a quota that is used up. Null: it is not blocked. */
function sub2apiBlock({ isValid, status }: JsonRecord, spend: SpendReading | null): BlockReading | null {
  const { used = null, limit = null } = spend ?? {};
  const isSpent = used !== null && limit !== null && compareDecimals(used, limit) >= 0;
  if (isSpent || status === 'quota_exhausted') return { code: 'spend-cap', endsAtMs: null };
  return isValid === false || status === 'expired' ? { code: 'unknown', endsAtMs: null } : null;
}

function parseRateLimit(limit: JsonRecord | null, asOfMs: number): WindowReading | null {
  const [, count, unit] = /^(\d{1,3})([hd])$/.exec(asName(limit?.['window']) ?? '') ?? [];
  if (limit === null || count === undefined || Number(count) === 0) return null;
  const { id, durationSeconds } = windowIdentity(Number(count) * (unit === 'd' ? daySeconds : 3600), 'primary');
  const shape = { name: null, scope: 'account' as const, durationSeconds };
  return parseQuotaWindow(
    { id, shape, used: limit['used'], limit: limit['limit'], resetsAt: limit['reset_at'] },
    asOfMs,
  );
}

function quotaSpend(quota: JsonRecord, currency: string | null): SpendReading | null {
  if (currency === null) return null;
  const [used, limit] = [parseMoney(quota['used'], currency), parseMoney(quota['limit'], currency)];
  if (used === null || used.startsWith('-') || limit === null || limit.startsWith('-')) return null;
  const remaining = parseMoney(quota['remaining'], currency) ?? subtractMoney(limit, used, currency);
  return { ...spendInMoney('key', currency, used), limit, remaining };
}

/**
 * Parses `{success, data: {quota, used_quota}}` of a console token, or the older billing page of a key, which states
 * either a limit or the use in cents.
 */
function parseNewApi(body: JsonRecord): GatewayFields | null {
  const data = asRecord(body['data']);
  const [left, used] = [dollarsOf(data?.['quota']), dollarsOf(data?.['used_quota'])];
  if (left !== null && used !== null) {
    const plan = asName(data?.['group']);
    const spend: SpendReading = { ...spendInMoney('key', usd, used), isCapUnknown: true };
    return {
      prepaid: statedValue({ currency: usd, balance: left, nextExpiresAtMs: null }),
      ...spendOf(spend),
      ...(plan === null ? {} : { plan: statedValue(plan) }),
    };
  }
  const cents = parseDecimal(body['total_usage']);
  if (cents !== null && !cents.startsWith('-')) {
    const dollars = parseMoney(divideDecimals(cents, '100', 8), usd);
    return dollars === null ? null : spendOf({ ...spendInMoney('key', usd, dollars), isCapUnknown: true });
  }
  const limit = parseMoney(body['hard_limit_usd'], usd);
  return limit === null || limit.startsWith('-') ? null : spendOf({ ...spendInMoney('key', usd, null), limit });
}

function dollarsOf(units: unknown): DecimalString | null {
  const amount = parseDecimal(units);
  const dollars = amount === null ? null : divideDecimals(amount, unitsOfDollar, 8);
  return dollars === null ? null : multiplyMoney(dollars, '1', usd);
}

/** Parses `{info: {…}}` of a key or `{user_info: {…}}` of a user: dollars spent, and the budget where there is one. */
function parseLiteLlm(body: JsonRecord, report: ReportUnrecognized): GatewayFields | null {
  const path = ['info', 'user_info', 'team_info'].find((key) => asRecord(body[key])?.['spend'] !== undefined);
  const info = path === undefined ? null : asRecord(body[path]);
  if (path === undefined || info === null) return null;
  const used = parseMoney(info['spend'], usd);
  const budget = info['max_budget'];
  const limit = (budget ?? null) === null ? null : parseMoney(budget, usd);
  if (used === null || used.startsWith('-') || ((budget ?? null) !== null && limit === null)) {
    report(used === null ? `${path}.spend` : `${path}.max_budget`);
    return {};
  }
  const remaining = limit === null ? null : subtractMoney(limit, used, usd);
  const resetsAtMs = parseInstantMs(info['budget_reset_at'] ?? null);
  const isCapUnknown = budget === undefined ? { isCapUnknown: true as const } : {};
  return spendOf({ ...spendInMoney('key', usd, used), limit, remaining, resetsAtMs, ...isCapUnknown });
}

function spendInMoney(scope: string, currency: string, used: DecimalString | null): SpendReading {
  return { unit: 'money', currency, used, limit: null, remaining: null, scope, resetsAtMs: null };
}

function spendOf(spend: SpendReading | null): Pick<GatewayFields, 'spend' | 'spendLimits'> {
  return spend === null ? {} : { spend: statedValue(spend), spendLimits: statedValue([spend]) };
}
