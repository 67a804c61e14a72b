import { statedValue } from '../usage/fact.ts';
import type { SpendReading } from '../usage/observation.ts';
import { compareDecimals, parseDecimal } from '../units/decimal.ts';
import { asRecord, type JsonRecord } from '../units/json.ts';
import { fromMinorUnits, subtractMoney } from '../units/money.ts';
import { ignoreHeaders, parseMoney, parseResult } from './parse.ts';
import type { AnsweredRequest, ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';

/** AihubMix, polled for the limit of a key and what it has used. */
export const aihubMixProvider: Provider = {
  id: 'aihubmix',
  displayName: 'AihubMix',
  tile: 'Ah',
  shows: ['spending'],
  signInCommand: null,
  key: { page: 'https://aihubmix.com/token', defaultBaseUrl: 'https://aihubmix.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 600_000, minimumMs: 600_000 },
      request: (account) => keyRequest(account, '/v1/dashboard/billing/subscription'),
      furtherRequest: (account, answers) =>
        answers.length > 1 ? null : keyRequest(account, '/v1/dashboard/billing/usage'),
      parse: parseBilling,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

const usd = 'USD';
const centDecimals = 2;
/** The limit that the software of the gateway states for a key without a limit. */
const limitOfUnlimited = '100000000';

/**
 * Parses the two billing pages: the limit of the key in dollars, and `total_usage` in cents. A limit of 0 is no limit
 * of the key's own, so the limit of the gateway counts then. Never throws.
 */
export function parseBilling(body: unknown, asOfMs: number, { earlier = [] }: AnsweredRequest): ParseResult {
  const used = fromMinorUnits(asRecord(body)?.['total_usage'], usd, centDecimals);
  if (used === null || used.startsWith('-')) return parseResult(body, asOfMs, {}, ['total_usage']);
  const spend: SpendReading = {
    unit: 'money',
    currency: usd,
    used,
    ...limitOf(asRecord(earlier[0]), used),
    scope: 'key',
    resetsAtMs: null,
  };
  return parseResult(body, asOfMs, { spend: statedValue(spend), spendLimits: statedValue([spend]) }, []);
}

function limitOf(
  subscription: JsonRecord | null,
  used: string,
): Pick<SpendReading, 'limit' | 'remaining' | 'isCapUnknown'> {
  const stated = [subscription?.['hard_limit_usd'], subscription?.['system_hard_limit_usd']].map(parseDecimal);
  const limit = stated.find((each) => each !== null && compareDecimals(each, '0') > 0) ?? null;
  if (limit === null) return { limit: null, remaining: null, isCapUnknown: true };
  if (compareDecimals(limit, limitOfUnlimited) >= 0) return { limit: null, remaining: null };
  const amount = parseMoney(limit, usd);
  return { limit: amount, remaining: amount === null ? null : subtractMoney(amount, used, usd) };
}
