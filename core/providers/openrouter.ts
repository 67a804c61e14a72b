import { statedValue, statedUnknown } from '../usage/fact.ts';
import type { SpendReading } from '../usage/observation.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { subtractMoney } from '../units/money.ts';
import { dataOf, type JsonRecord } from '../units/json.ts';
import { parseMoney, ignoreHeaders, parseResult } from './parse.ts';
import type { Provider, ParseResult } from './provider.ts';
import { keyRequest } from './request.ts';

/** OpenRouter: the limit of one key, and the credits of the account behind it where the key may see them. */
export const openRouterProvider: Provider = {
  id: 'openrouter',
  displayName: 'OpenRouter',
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

/** Reads what a key may spend and has spent: `data` of `GET /api/v1/key`, in dollars. Never throws. */
export function parseKey(body: unknown, asOfMs: number): ParseResult {
  const key = dataOf(body);
  if (key === null) return parseResult(body, asOfMs, {}, ['data']);
  const isFree = typeof key['is_free_tier'] === 'boolean' ? key['is_free_tier'] : null;
  const plan = isFree === null ? {} : { plan: statedValue(isFree ? 'free' : 'paid') };
  const limit = key['limit'];
  const spend = limit === null || limit === undefined ? uncapped(key) : capped(key, limit);
  if (spend === null) return parseResult(body, asOfMs, plan, ['data.limit', 'data.limit_remaining', 'data.usage']);
  return parseResult(body, asOfMs, { ...plan, spend: statedValue(spend), spendLimits: statedValue([spend]) }, []);
}

/** A limit that begins anew counts by its own remainder, not by what the key ever used. */
function capped(key: JsonRecord, stated: unknown): SpendReading | null {
  const limit = amountOf(stated);
  const remaining = amountOf(key['limit_remaining']);
  if (limit === null || limit.startsWith('-')) return null;
  const left = parseDecimal(key['limit_remaining']);
  const total = parseDecimal(stated);
  const used = left === null || total === null ? usedSinceReset(key) : subtractMoney(total, left, usd);
  return used === null || used.startsWith('-') ? null : reading('key', used, limit, remaining);
}

/** By the counter of the same span as the limit; what the key ever used says nothing about one that begins anew. */
function usedSinceReset(key: JsonRecord): DecimalString | null {
  const span = key['limit_reset'] ?? null;
  return amountOf(span === null ? key['usage'] : typeof span === 'string' ? key[`usage_${span}`] : null);
}

function uncapped(key: JsonRecord): SpendReading | null {
  const monthly = amountOf(key['usage_monthly']);
  if (monthly !== null && !monthly.startsWith('-')) return reading('key-month', monthly, null, null);
  const used = amountOf(key['usage']);
  return used === null || used.startsWith('-') ? null : reading('key', used, null, null);
}

function amountOf(value: unknown): DecimalString | null {
  return parseMoney(value, usd);
}

function reading(
  scope: string,
  used: DecimalString,
  limit: DecimalString | null,
  remaining: DecimalString | null,
): SpendReading {
  return { unit: 'money', currency: usd, used, limit, remaining, scope, resetsAtMs: null };
}

/**
 * Reads what is left of the credits of an account, which are dollars: bought less used. Never throws.
 *
 * An ordinary key may not see the account: it gets zeros for both, whatever was bought and used. Two zeros
 * are therefore unknown, never an empty account.
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
