import { type Stated, statedValue, statedUnknown } from '../../usage/fact.ts';
import type { Observation, PrepaidReading, SpendReading } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import type { DecimalString } from '../../units/decimal.ts';
import { fromMinorUnits, parseCurrency, subtractMoney } from '../../units/money.ts';
import { parseNumber } from '../../units/number.ts';
import { parseInstantMs } from '../../units/time.ts';
import { asRecord, firstOf, type JsonRecord, mentions, type ReportUnrecognized } from '../../units/json.ts';

type Statement = Stated<Amounts | null> | undefined;

/**
 * The money spent beyond the plan: from `spend` where it is enabled and understood, else from the older `extra_usage`,
 * else from an object that is switched off but has amounts. Null: switched off, with nothing spent. Undefined: neither
 * is there, or neither is understood.
 */
export function parseSpend(body: JsonRecord, report: ReportUnrecognized): Stated<SpendReading | null> | undefined {
  const spend = parseSwitched(body['spend'], spendBlock, report);
  const extra = parseSwitched(body['extra_usage'], extraBlock, report);
  const isOn = parseFlag(asRecord(body['spend'])?.[spendBlock.switchKey]) !== false;
  const ordered = isOn ? [spend, extra] : [extra, spend];
  const best = ordered.find(isAmount) ?? [spend, extra].find((each) => each?.is === 'value');
  const chosen = withCapOf(best ?? spend ?? extra, extra);
  return chosen?.is === 'value' ? statedValue(chosen.value === null ? null : toSpendReading(chosen.value)) : chosen;
}

interface Block {
  readonly path: string;
  readonly switchKey: string;
  /** The keys of its amounts. */
  readonly amountKeys: readonly string[];
  readonly parse: (block: JsonRecord) => Amounts | null;
}

const spendBlock: Block = {
  path: 'spend',
  switchKey: 'enabled',
  amountKeys: ['used', 'limit', 'cap'],
  parse: parseSpendBlock,
};
const extraBlock: Block = {
  path: 'extra_usage',
  switchKey: 'is_enabled',
  amountKeys: ['used_credits', 'monthly_limit'],
  parse: parseExtraUsage,
};

function parseSwitched(
  value: unknown,
  { path, switchKey, amountKeys, parse: read }: Block,
  report: ReportUnrecognized,
): Statement {
  if (value === undefined) return undefined;
  if (value === null) return statedUnknown;
  const block = asRecord(value);
  const isEnabled = parseFlag(block?.[switchKey]);
  if (block !== null && isEnabled === false && !hasAmounts(block, amountKeys)) return statedValue(null);
  const amounts = block === null || isEnabled === null ? null : read(block);
  if (amounts !== null) return statedValue(amounts);
  report(path);
  return undefined;
}

/**
 * The statement, with the limit of the other one where it does not name a limit. The newer object may leave it out
 * while the older one states it.
 */
function withCapOf(statement: Statement, other: Statement): Statement {
  const [amounts, beside] = [statement, other].map((each) => (each?.is === 'value' ? each.value : null));
  if (amounts?.isCapUnknown !== true || beside == null || beside.isCapUnknown === true) return statement;
  const { currency, used } = amounts;
  return beside.currency === currency ? statedValue({ currency, used, limit: beside.limit }) : statement;
}

function isAmount(statement: Statement): boolean {
  return statement?.is === 'value' && statement.value !== null;
}

/** The amounts as a spend limit. What remains is the exact difference. */
function toSpendReading({ currency, used, limit, isCapUnknown }: Amounts): SpendReading {
  const remaining = used === null || limit === null ? null : subtractMoney(limit, used, currency);
  const cap = isCapUnknown === true ? { isCapUnknown } : {};
  return { unit: 'money', currency, used, limit, ...cap, remaining, scope: 'extra-usage', resetsAtMs: null };
}

/** The money spent and its limit, each with exactly the currency's decimals. */
interface Amounts {
  readonly currency: string;
  /** Null: unknown. */
  readonly used: DecimalString | null;
  /** Null: no limit, or `isCapUnknown`. */
  readonly limit: DecimalString | null;
  /** The object does not name a limit, which is not the same as having none. */
  readonly isCapUnknown?: true;
}

/** Parses the newer object `spend`: amounts in minor units with currency and exponent. Null where malformed. */
function parseSpendBlock(block: JsonRecord): Amounts | null {
  const used = parseMinorMoney(block['used']);
  if (used === null) return null;
  const cap = firstOf(block, ['limit', 'cap']);
  if (cap === undefined) {
    const isStated = mentions(block, ['limit', 'cap']);
    const { currency, amount } = used;
    return { currency, used: amount, limit: null, ...(isStated ? {} : { isCapUnknown: true as const }) };
  }
  const limit = parseMinorMoney(cap);
  // Amounts of two currencies cannot be compared.
  if (limit === null || limit.currency !== used.currency) return null;
  return { currency: used.currency, used: used.amount, limit: limit.amount };
}

/**
 * Parses the older object `extra_usage`. Real answers show that its amounts are minor units, although the keys do not
 * say so. Without a currency the amounts are dollars. A null limit means no limit; a missing one is unknown. Null
 * where malformed.
 */
function parseExtraUsage(block: JsonRecord): Amounts | null {
  const currency = parseCurrency(block['currency'] ?? 'USD');
  if (currency === null) return null;
  const amountOf = (key: string): DecimalString | null | undefined => {
    const stated = block[key] ?? null;
    return stated === null ? undefined : parseMinorAmount(stated, currency, block['decimal_places']);
  };
  const used = amountOf('used_credits');
  const limit = amountOf('monthly_limit');
  if (used === null || limit === null) return null;
  const isCapUnknown = block['monthly_limit'] === undefined ? { isCapUnknown: true as const } : {};
  return { currency, used: used ?? null, limit: limit ?? null, ...isCapUnknown };
}

/**
 * True where an object that is switched off has amounts. The money spent before it was switched off still counts. An
 * object without an amount above 0 is just off.
 */
function hasAmounts(block: JsonRecord, keys: readonly string[]): boolean {
  return keys.some((key) => {
    const stated = asRecord(block[key])?.['amount_minor'] ?? block[key] ?? null;
    const amount = parseNumber(stated);
    return amount !== null && amount > 0;
  });
}

/**
 * Parses the body of `overage_spend_limit`, whose amounts are minor units too. Null: switched off. Undefined: another
 * body, or malformed. Never throws.
 */
function parseOverageSpendLimit(body: unknown): Amounts | null | undefined {
  const block = asRecord(body);
  if (block === null || block['monthly_credit_limit'] === undefined) return undefined;
  const isEnabled = parseFlag(block['is_enabled']);
  if (isEnabled === null) return undefined;
  if (!isEnabled && !hasAmounts(block, ['used_credits', 'monthly_credit_limit'])) return null;
  if (parseCurrency(block['currency']) === null) return undefined;
  const { currency, used_credits, monthly_credit_limit } = block;
  return parseExtraUsage({ currency, used_credits, monthly_limit: monthly_credit_limit }) ?? undefined;
}

interface Money {
  readonly currency: string;
  /** With exactly the currency's decimals. */
  readonly amount: DecimalString;
}

/** Parses `{amount_minor, currency, exponent}`; null where it is malformed or negative. */
function parseMinorMoney(value: unknown): Money | null {
  const block = asRecord(value);
  const currency = parseCurrency(block?.['currency']);
  if (block === null || currency === null) return null;
  const amount = parseMinorAmount(block['amount_minor'], currency, block['exponent']);
  return amount === null ? null : { currency, amount };
}

/** Minor units as money; null where the value is negative or no number. */
function parseMinorAmount(minorUnits: unknown, currency: string, exponent?: unknown): DecimalString | null {
  const money = fromMinorUnits(minorUnits, currency, exponent);
  return money === null || money.startsWith('-') ? null : money;
}

/**
 * The prepaid balance in `spend.balance` of a usage body: minor units, alone or under `money`. A null is unknown, also
 * under `money`. Undefined where it is missing or not understood.
 */
export function parseBalance(body: JsonRecord, report: ReportUnrecognized): Stated<PrepaidReading> | undefined {
  const balance = asRecord(body['spend'])?.['balance'];
  if (balance === undefined) return undefined;
  const block = asRecord(balance);
  const stated = block?.['money'] === undefined ? balance : block['money'];
  if (stated === null) return statedUnknown;
  const money = parseMinorMoney(stated);
  if (money === null) report('spend.balance');
  return money === null ? undefined : statedValue(prepaidReading(money, null));
}

/**
 * The prepaid balance in a body of `prepaid/credits`: `amount` in minor units with its currency, else `balance.money`.
 * The parts in the body are not added up, because they state what was granted, not what is left. Null where the amount
 * is missing or negative, or has no currency. Never throws.
 */
export function parsePrepaidCredits(body: unknown): PrepaidReading | null {
  const record = asRecord(body);
  if (record === null) return null;
  const isStated = (record['amount'] ?? null) !== null;
  const money = isStated ? parseStatedAmount(record) : parseMinorMoney(asRecord(record['balance'])?.['money']);
  return money === null ? null : prepaidReading(money, parseInstantMs(record['next_expires_at'] ?? null));
}

function parseStatedAmount(record: JsonRecord): Money | null {
  const currency = parseCurrency(record['currency']);
  const amount = currency === null ? null : parseMinorAmount(record['amount'], currency);
  return currency === null || amount === null ? null : { currency, amount };
}

function prepaidReading({ currency, amount }: Money, nextExpiresAtMs: number | null): PrepaidReading {
  return { currency, balance: amount, nextExpiresAtMs };
}

/**
 * What a body states that another program received: the prepaid balance (`prepaid/credits`) or the limit for extra
 * usage (`overage_spend_limit`). The app cannot ask for these, because they need a sign-in on the web. Null for all
 * other bodies. Never throws.
 */
export function parseClaudeMoney(body: unknown, asOfMs: number): Observation | null {
  const limit = parseOverageSpendLimit(body);
  const prepaid = limit === undefined ? parsePrepaidCredits(body) : null;
  if (limit === undefined && prepaid === null) return null;
  return {
    source: 'headers',
    asOfMs,
    ...(limit === undefined ? {} : { spend: statedValue(limit === null ? null : toSpendReading(limit)) }),
    ...(prepaid === null ? {} : { prepaid: statedValue(prepaid) }),
    oddPaths: [],
  };
}
