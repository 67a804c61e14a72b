import { statedValue } from '../../usage/fact.ts';
import type { BlockReading, SpendReading, WindowReading } from '../../usage/observation.ts';
import { compareDecimals } from '../../units/decimal.ts';
import { parseCurrency, subtractMoney } from '../../units/money.ts';
import { asName, asRecord, type JsonRecord, listOf, type ReportUnrecognized } from '../../units/json.ts';
import { parseMoney } from '../parse.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity, withDistinctIds } from '../windows.ts';
import { type GatewayFields, gatewayPlan, spendInMoney, spendOf } from './fields.ts';

const usd = 'USD';
const daySeconds = 86_400;

const subscriptionWindows: readonly (WindowIdentity & { readonly key: string })[] = [
  { key: 'daily', ...windowIdentity(daySeconds, 'primary') },
  { key: 'weekly', ...windowIdentity(7 * daySeconds, 'primary') },
  { key: 'monthly', id: 'monthly', durationSeconds: null },
];

/**
 * Parses `{mode, quota, rate_limits[], subscription, balance}` of sub2api: the quota of a key, its windows and its
 * wallet. Null where the body has another form.
 */
export function parseSub2api(body: JsonRecord, asOfMs: number, report: ReportUnrecognized): GatewayFields | null {
  const mode = body['mode'];
  if (mode !== 'quota_limited' && mode !== 'unrestricted') return null;
  const limits = listOf(body['rate_limits'] ?? []);
  if (limits?.isWhole !== true) report('rate_limits');
  const windows = (limits?.items ?? []).map(({ key, value }) => {
    const window = parseRateLimit(asRecord(value), asOfMs);
    if (window === null) report(`rate_limits[${key}]`);
    return { kind: `rate_limits:${key}`, window };
  });
  const planWindows = windowsOfSubscription(asRecord(body['subscription']), asOfMs, report);
  const all = [...windows, ...planWindows];
  const items = withDistinctIds(all.flatMap(({ kind, window }) => (window === null ? [] : [{ kind, window }])));
  const currency = parseCurrency(body['unit'] ?? usd) ?? null;
  const quota = asRecord(body['quota']);
  const spend = quota === null ? null : quotaSpend(quota, parseCurrency(quota['unit'] ?? currency));
  if (quota !== null && spend === null) report('quota');
  const balance = currency === null ? null : parseMoney(body['balance'], currency);
  // A key that pays from the wallet has a sentence about the wallet as the name of its plan.
  const plan = body['balance'] === undefined ? asName(body['planName']) : null;
  return {
    ...gatewayPlan('sub2api', plan),
    windows: { complete: items.length === all.length && limits?.isWhole === true, items },
    ...(quota === null
      ? { spend: statedValue(null), spendLimits: statedValue([]) }
      : spendOf(spend === null ? [] : [spend])),
    ...(balance === null || currency === null
      ? {}
      : { prepaid: statedValue({ currency, balance, nextExpiresAtMs: null }) }),
    blocked: statedValue(blockOf(body, spend)),
  };
}

/** The windows of a subscription, in dollars. A limit of 0 or null is none. */
function windowsOfSubscription(
  subscription: JsonRecord | null,
  asOfMs: number,
  report: ReportUnrecognized,
): readonly { readonly kind: string; readonly window: WindowReading | null }[] {
  return subscriptionWindows.flatMap(({ key, id, durationSeconds }) => {
    const limit = subscription?.[`${key}_limit_usd`] ?? null;
    if (subscription === null || limit === null || Number(limit) === 0) return [];
    const shape = { name: null, scope: 'account' as const, durationSeconds };
    const used = subscription[`${key}_usage_usd`];
    const window = parseQuotaWindow({ id, shape, used, limit, resetsAt: undefined }, asOfMs);
    if (window === null) report(`subscription.${key}_usage_usd`);
    return [{ kind: 'subscription', window }];
  });
}

/** Why a key is blocked: its own status, or a quota that is used up. Null: it is not blocked. */
function blockOf({ isValid, status }: JsonRecord, spend: SpendReading | null): BlockReading | null {
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
