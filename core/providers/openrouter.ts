import { statedValue, statedUnknown } from '../usage/fact.ts';
import type { SpendReading } from '../usage/observation.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { subtractMoney } from '../units/money.ts';
import { dataOf, type JsonRecord } from '../units/json.ts';
import { parseMoney, ignoreHeaders, parseResult } from './parse.ts';
import type { Provider, ParseResult } from './provider.ts';
import { keyRequest } from './request.ts';

/** OpenRouter: the limit of one key, and the credits of its account where the key may see them. */
export const openRouterProvider: Provider = {
  id: 'openrouter',
  displayName: 'OpenRouter',
  tile: 'OR',
  shows: ['spending', 'balance'],
  pages: {
    usage: 'https://openrouter.ai/activity',
    status: 'https://status.openrouter.ai/',
    billing: 'https://openrouter.ai/settings/credits',
  },
  signInCommand: null,
  key: { page: 'https://openrouter.ai/settings/keys', defaultBaseUrl: 'https://openrouter.ai' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 600_000, minimumMs: 600_000 },
      request: (account) => keyRequest(account, '/api/v1/key'),
      parse: parseKey,
    },
    credits: {
      pollInterval: { defaultMs: 600_000, minimumMs: 600_000 },
      isIndependent: true,
      request: (account) => keyRequest(account, '/api/v1/credits'),
      parse: parseCredits,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => (plan === 'free' ? 'Free' : plan === 'paid' ? 'Paid' : plan),
};

const usd = 'USD';

/** Parses `data` of `GET /api/v1/key`: what a key may spend and has spent, in dollars. Never throws. */
export function parseKey(body: unknown, asOfMs: number): ParseResult {
  const key = dataOf(body);
  if (key === null) return parseResult(body, asOfMs, {}, ['data']);
  const isFree = typeof key['is_free_tier'] === 'boolean' ? key['is_free_tier'] : null;
  const plan = isFree === null ? {} : { plan: statedValue(isFree ? 'free' : 'paid') };
  const limit = key['limit'];
  const spend = limit === null || limit === undefined ? spendWithoutLimit(key) : spendWithLimit(key, limit);
  if (spend === null) return parseResult(body, asOfMs, plan, ['data.limit', 'data.limit_remaining', 'data.usage']);
  return parseResult(body, asOfMs, { ...plan, spend: statedValue(spend), spendLimits: statedValue([spend]) }, []);
}

/**
 * The spend of a key with a limit. A limit that resets counts by its own remainder, not by the total use of the key.
 */
function spendWithLimit(key: JsonRecord, stated: unknown): SpendReading | null {
  const limit = amountOf(stated);
  const remaining = amountOf(key['limit_remaining']);
  if (limit === null || limit.startsWith('-')) return null;
  const left = parseDecimal(key['limit_remaining']);
  const total = parseDecimal(stated);
  const used = left === null || total === null ? usedSinceReset(key) : subtractMoney(total, left, usd);
  return used === null || used.startsWith('-') ? null : keySpend('key', used, limit, remaining);
}

/** The counter for the period of the limit. For a limit that resets, the total use of the key says nothing. */
function usedSinceReset(key: JsonRecord): DecimalString | null {
  const span = key['limit_reset'] ?? null;
  return amountOf(span === null ? key['usage'] : typeof span === 'string' ? key[`usage_${span}`] : null);
}

function spendWithoutLimit(key: JsonRecord): SpendReading | null {
  const monthly = amountOf(key['usage_monthly']);
  if (monthly !== null && !monthly.startsWith('-')) return keySpend('key-month', monthly, null, null);
  const used = amountOf(key['usage']);
  return used === null || used.startsWith('-') ? null : keySpend('key', used, null, null);
}

function amountOf(value: unknown): DecimalString | null {
  return parseMoney(value, usd);
}

function keySpend(
  scope: string,
  used: DecimalString,
  limit: DecimalString | null,
  remaining: DecimalString | null,
): SpendReading {
  return { unit: 'money', currency: usd, used, limit, remaining, scope, resetsAtMs: null };
}

/**
 * Parses what is left of an account's credits: bought minus used, in dollars. Never throws.
 *
 * A key that may not see its account gets 0 for both values. Two zeros are therefore unknown, not an empty account.
 */
export function parseCredits(body: unknown, asOfMs: number): ParseResult {
  const data = dataOf(body);
  const [bought, used] = [parseDecimal(data?.['total_credits']), parseDecimal(data?.['total_usage'])];
  const balance = bought === null || used === null ? null : subtractMoney(bought, used, 'USD');
  if (balance === null) return parseResult(body, asOfMs, {}, ['data.total_credits', 'data.total_usage']);
  if (Number(bought) === 0 && Number(used) === 0)
    return parseResult(body, asOfMs, { prepaid: statedUnknown }, [], true);
  return parseResult(body, asOfMs, { prepaid: statedValue({ currency: 'USD', balance, nextExpiresAtMs: null }) }, []);
}
