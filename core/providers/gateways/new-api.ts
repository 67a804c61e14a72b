import { statedValue } from '../../usage/fact.ts';
import type { SpendReading } from '../../usage/observation.ts';
import { compareDecimals, type DecimalString, parseDecimal } from '../../units/decimal.ts';
import { divideDecimals, multiplyMoney, subtractDecimals, subtractMoney } from '../../units/money.ts';
import { asName, asRecord, type JsonRecord } from '../../units/json.ts';
import { type GatewayFields, gatewayPlan, spendInMoney, spendOf } from './fields.ts';

/** new-api counts in units. By default a dollar is this many of them. */
const defaultUnitsOfDollar = '500000';
/** new-api states this limit, in any currency, for a key without a limit. */
const noLimit = '100000000';
const quotientDecimals = 8;

/** True where a body is the page of new-api or one-api about the limit of a key. */
export function isSubscription(body: unknown): boolean {
  return asRecord(body)?.['hard_limit_usd'] !== undefined;
}

/** True where a body is the answer of new-api to a token of its console. */
export function isConsoleUser(body: unknown): boolean {
  const data = asRecord(asRecord(body)?.['data']);
  return data?.['quota'] !== undefined && data['used_quota'] !== undefined;
}

/**
 * Parses the billing pages of a key: the limit, the use in hundredths, and the public status of the site, which names
 * the currency. A console token states both at once, in units. Null where no body has one of these forms.
 */
export function parseNewApi(answers: readonly unknown[]): GatewayFields | null {
  const records = answers.map(asRecord).filter((body) => body !== null);
  const site = siteOf(records);
  const user = records.find(isConsoleUser);
  if (user !== undefined) return parseConsoleUser(asRecord(user['data']) ?? {}, site);
  const limit = amountOf(records.find(isSubscription)?.['hard_limit_usd']);
  const hundredths = amountOf(records.find((body) => body['total_usage'] !== undefined)?.['total_usage']);
  const used = hundredths === null ? null : divideDecimals(hundredths, '100', quotientDecimals);
  if (limit === null && used === null) return null;
  const spend = keySpend(used, limit, site.unit);
  const hasFigure = spend.used !== null || spend.limit !== null;
  return { ...gatewayPlan('new-api', null), ...spendOf(hasFigure ? [spend] : []) };
}

/** The unit of a site: a currency, or null where it counts in points of its own. */
interface Site {
  readonly unit: string | null;
  readonly unitsOfDollar: DecimalString;
}

/**
 * The unit in which a site states its billing pages. Their fields are called dollars whatever the unit is, so only the
 * status of the site can tell another one. Without a status they are dollars.
 */
function siteOf(records: readonly JsonRecord[]): Site {
  const data = records.map((body) => asRecord(body['data'])).find((each) => each?.['quota_per_unit'] !== undefined);
  const perUnit = amountOf(data?.['quota_per_unit']);
  const unitsOfDollar = perUnit === null || compareDecimals(perUnit, '0') === 0 ? defaultUnitsOfDollar : perUnit;
  const display = data?.['quota_display_type'];
  const countsPoints = display === 'TOKENS' || (display === undefined && data?.['display_in_currency'] === false);
  return { unit: countsPoints ? null : display === 'CNY' ? 'CNY' : 'USD', unitsOfDollar };
}

function keySpend(used: DecimalString | null, stated: DecimalString | null, unit: string | null): SpendReading {
  const limit = stated === null || compareDecimals(stated, noLimit) >= 0 ? null : stated;
  // Without a limit of the key, the wallet of its user still limits it.
  const isCapUnknown = limit === null ? { isCapUnknown: true as const } : {};
  if (unit === null) {
    const remaining = limit === null || used === null ? null : subtractDecimals(limit, used);
    const points = { unit: 'credits' as const, currency: null, scope: 'key', resetsAtMs: null };
    return { ...points, used: used === null ? null : parseDecimal(used), limit, remaining, ...isCapUnknown };
  }
  const [spent, cap] = [used, limit].map((amount) => (amount === null ? null : multiplyMoney(amount, '1', unit)));
  const remaining = spent === null || spent === undefined || !cap ? null : subtractMoney(cap, spent, unit);
  return { ...spendInMoney('key', unit, spent ?? null), limit: cap ?? null, remaining, ...isCapUnknown };
}

/** Parses `{quota, used_quota, group}` of a console token: what is left and what was used, in units. */
function parseConsoleUser(data: JsonRecord, { unitsOfDollar }: Site): GatewayFields | null {
  const [left, used] = [data['quota'], data['used_quota']].map((units) => dollarsOf(units, unitsOfDollar));
  if (!left || !used) return null;
  return {
    ...gatewayPlan('new-api', asName(data['group'])),
    ...spendOf([{ ...spendInMoney('key', 'USD', used), isCapUnknown: true }]),
    prepaid: statedValue({ currency: 'USD', balance: left, nextExpiresAtMs: null }),
  };
}

function dollarsOf(units: unknown, unitsOfDollar: DecimalString): DecimalString | null {
  const amount = parseDecimal(units);
  const dollars = amount === null ? null : divideDecimals(amount, unitsOfDollar, quotientDecimals);
  return dollars === null ? null : multiplyMoney(dollars, '1', 'USD');
}

/** An amount of 0 or more. */
function amountOf(value: unknown): DecimalString | null {
  const amount = parseDecimal(value);
  return amount === null || amount.startsWith('-') ? null : amount;
}
