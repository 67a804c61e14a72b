import type { Account } from './account.ts';
import { statedValue } from '../usage/fact.ts';
import type { SpendReading } from '../usage/observation.ts';
import { parseDecimal } from '../units/decimal.ts';
import { asRecord, type JsonRecord, listOf } from '../units/json.ts';
import { addDecimals, fromMinorUnits, subtractMoney } from '../units/money.ts';
import { ignoreHeaders, parseMoney, parseResult } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';

/** DeepInfra, polled for its prepaid money, its spend limit and the costs of this month. */
export const deepInfraProvider: Provider = {
  id: 'deepinfra',
  displayName: 'DeepInfra',
  tile: 'DI',
  shows: ['balance', 'spending'],
  pages: {
    usage: 'https://deepinfra.com/dash/usage',
    status: 'https://status.deepinfra.com/',
    billing: 'https://deepinfra.com/dash/billing',
  },
  signInCommand: null,
  key: { page: 'https://deepinfra.com/dash/api_keys', defaultBaseUrl: 'https://api.deepinfra.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 600_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/payment/checklist?compute_owed=true'),
      furtherRequest: (account, answers) => (answers.length === 1 ? costsRequest(account) : null),
      parse: (body, asOfMs, { earlier = [] }) => parsePayment(body, asOfMs, earlier[0]),
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

const usd = 'USD';

function costsRequest(account: Account) {
  return keyRequest(account, '/payment/usage?from=current');
}

/**
 * Parses `GET /payment/usage?from=current`, the costs of this month in cents, together with `GET /payment/checklist`, all
 * other figures in dollars. Never throws.
 *
 * @param checklist The answer before it.
 */
export function parsePayment(body: unknown, asOfMs: number, checklist: unknown): ParseResult {
  const payment = asRecord(checklist);
  const month = parseMonth(body);
  const limited = payment === null ? null : parseLimit(payment);
  const spends = [limited, month].filter((each) => each !== null);
  const balance = payment === null ? null : parseBalance(payment);
  const isSuspended = payment?.['suspended'] ?? null;
  const block = isSuspended === true ? ({ code: 'unknown', endsAtMs: null } as const) : null;
  const prepaid = {
    currency: usd,
    nextExpiresAtMs: null,
    ...(isSuspended === true ? { spent: true as const } : {}),
  };
  return parseResult(
    body,
    asOfMs,
    {
      ...(balance === null ? {} : { prepaid: statedValue({ ...prepaid, balance }) }),
      ...(spends[0] === undefined ? {} : { spend: statedValue(spends[0]), spendLimits: statedValue(spends) }),
      ...(typeof isSuspended === 'boolean' ? { blocked: statedValue(block) } : {}),
    },
    month === null ? ['months'] : [],
  );
}

/**
 * The money that is left. The service states it as a debt: money that was paid in advance is negative, and `recent` is
 * what was used since the last invoice. A debt gives a balance below 0.
 */
function parseBalance(payment: JsonRecord): string | null {
  const [debt, recent] = [parseDecimal(payment['stripe_balance']), parseDecimal(payment['recent'])];
  return debt === null || recent === null ? null : subtractMoney('0', addDecimals(debt, recent), usd);
}

/** The spend against the limit that the user set; null: no limit above 0 is stated. */
function parseLimit(payment: JsonRecord): SpendReading | null {
  const [used, limit] = [parseMoney(payment['recent'], usd), parseMoney(payment['limit'], usd)];
  if (used === null || used.startsWith('-') || limit === null || Number(limit) <= 0) return null;
  const remaining = subtractMoney(limit, used, usd);
  const left = remaining === null || remaining.startsWith('-') ? null : remaining;
  return { unit: 'money', currency: usd, used, limit, remaining: left, scope: 'billing-cycle', resetsAtMs: null };
}

/** The costs of the only month in the answer; null: there is none, or there are several. */
function parseMonth(body: unknown): SpendReading | null {
  const months = listOf(asRecord(body)?.['months'])?.items ?? [];
  const [only] = months;
  const used = months.length === 1 ? fromMinorUnits(asRecord(only?.value)?.['total_cost'], usd) : null;
  if (used === null || used.startsWith('-')) return null;
  const none = { limit: null, remaining: null, resetsAtMs: null };
  return { unit: 'money', currency: usd, used, ...none, isCapUnknown: true, scope: 'month' };
}
