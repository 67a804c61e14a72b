import { isRecord } from '../units/json.ts';
import { compareDecimals, type DecimalString, parseDecimal } from '../units/decimal.ts';
import { divideDecimals, multiplyMoney } from '../units/money.ts';

/** How to convert dollars to the user's currency. The app shows every converted amount with `≈` and the date. */
export interface Conversion {
  /** ISO 4217, upper case; never USD. */
  readonly currency: string;
  /** How much of the currency one dollar is, above 0. */
  readonly perUsd: DecimalString;
  /** The day of the rate, `YYYY-MM-DD`. */
  readonly date: string;
  /** The source of the rate: the user, or the table that the user refreshed. */
  readonly source: 'own' | 'table';
}

/**
 * Returns an amount of dollars in the other currency, with its decimals, rounded half to even. Null: the currency is
 * unknown.
 */
export function convertUsd(usd: DecimalString, conversion: Conversion): DecimalString | null {
  return multiplyMoney(usd, conversion.perUsd, conversion.currency);
}

/** The exchange rates of one day from one source: how much of each currency one dollar is. */
export interface RateTable {
  /** The day of the rates, `YYYY-MM-DD`. */
  readonly date: string;
  readonly base: 'USD';
  /** Rates by ISO 4217 code, upper case, without USD. Each rate is above 0. */
  readonly rates: Readonly<Record<string, DecimalString>>;
  /** The host that states the rates. */
  readonly source: string;
}

const mostCurrencies = 400;

/**
 * Returns the table from an answer of the form `{amount, base, date, rates: {EUR: 0.92, …}}`. Null: it has no usable
 * rate. The base must be one dollar and the date a real day. The table leaves out rows without a currency code or
 * without a rate above 0. No rate is guessed.
 *
 * @param source The host that answered.
 */
export function parseRateTable(body: unknown, source: string): RateTable | null {
  if (!isRecord(body)) return null;
  const { amount = 1, base, date, rates } = body;
  if (base !== 'USD' || parseDecimal(amount) !== '1' || !isDay(date) || !isRecord(rates)) return null;
  const rows = Object.entries(rates).flatMap(([currency, value]) => rowOf(currency, value));
  return rows.length === 0 || rows.length > mostCurrencies
    ? null
    : { date, base, rates: Object.fromEntries(rows), source };
}

/** Returns the table from a stored value that `parseRateTable` made; null for anything else. */
export function parseStoredRates(stored: unknown): RateTable | null {
  const source = isRecord(stored) ? stored['source'] : null;
  return typeof source === 'string' && source !== '' && source.length <= 255 ? parseRateTable(stored, source) : null;
}

/** The user's choice of currencies in the settings. */
export interface CurrencyChoice {
  /** ISO 4217, upper case. */
  readonly displayCurrency: string;
  /** A rate that the user entered; null: none. */
  readonly ownRate: { readonly currency: string; readonly perUsd: string; readonly date: string } | null;
}

/**
 * Returns how to convert dollars to the user's currency; null: the currency is USD, or no rate is known. The user's own
 * rate comes before the table if it is for that currency. No rate is assumed.
 */
export function conversionFor(
  { displayCurrency, ownRate }: CurrencyChoice,
  table: RateTable | null,
): Conversion | null {
  if (displayCurrency === 'USD') return null;
  const own = ownRate?.currency === displayCurrency ? rateOf(ownRate.perUsd) : null;
  if (ownRate !== null && own !== null) {
    return { currency: displayCurrency, perUsd: own, date: ownRate.date, source: 'own' };
  }
  const perUsd = table === null ? undefined : ownProperty(table.rates, displayCurrency);
  return table === null || perUsd === undefined
    ? null
    : { currency: displayCurrency, perUsd, date: table.date, source: 'table' };
}

function rowOf(currency: string, value: unknown): readonly (readonly [string, DecimalString])[] {
  const rate = rateOf(value);
  return rate === null || currency === 'USD' || !/^[A-Z]{3}$/.test(currency) ? [] : [[currency, rate]];
}

function rateOf(value: unknown): DecimalString | null {
  const rate = parseDecimal(value);
  return rate !== null && compareDecimals(rate, '0') > 0 ? rate : null;
}

/** Returns true for a real calendar day such as `2026-02-28`. `2026-02-30` and a time are no real days. */
function isDay(date: unknown): date is string {
  if (typeof date !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return false;
  const midnightMs = Date.parse(`${date}T00:00:00Z`);
  return Number.isFinite(midnightMs) && new Date(midnightMs).toISOString().startsWith(date);
}

function ownProperty(rates: RateTable['rates'], currency: string): DecimalString | undefined {
  return Object.hasOwn(rates, currency) ? rates[currency] : undefined;
}

/** Returns credits as an estimate in dollars with two decimals; null: the rate is 0, which hides dollars. */
export function creditsToUsd(credits: DecimalString, creditsPerUsd: number): string | null {
  return creditsPerUsd > 0 ? divideDecimals(credits, String(creditsPerUsd), 2) : null;
}
