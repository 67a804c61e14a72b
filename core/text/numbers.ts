import { Big } from 'big.js';

import { numberFormat } from '../i18n/formatters.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { currencyExponent, fromMinorUnits } from '../units/money.ts';

/** The dash that stands for an unknown number, in every view. */
export const unknownText = '–';

const creditDecimals = 2;
const compactFrom = 1000;

/**
 * A percentage of what is left or used, rounded to whole numbers, but never rounded to 0 or 100 from
 * something that is not.
 */
export function percentText(percent: number | null, { formats }: LocaleContext): string {
  if (percent === null) return unknownText;
  const whole = numberFormat(formats.numbers, { style: 'percent', maximumFractionDigits: 0 });
  if (percent > 0 && percent < 0.5) return `<${whole.format(0.01)}`;
  if (percent > 99 && percent < 100) return whole.format(0.99);
  return whole.format(Math.round(percent) / 100);
}

/** Credits as people read them: grouped, at most two decimals, a tiny rest as `<0.01`, unknown as a dash. */
export function creditsText(amount: string | null, { formats }: LocaleContext): string {
  const value = parseDecimal(amount);
  return value === null ? unknownText : plain(value, creditDecimals, numberFormat(formats.numbers, creditStyle));
}

/** The same where space is short: `3.2k`, `1M` from a thousand on, in the reader's way of shortening. */
export function compactCredits(amount: string | null, locale: LocaleContext): string {
  const value = parseDecimal(amount);
  if (value === null) return unknownText;
  return isLong(value, creditDecimals)
    ? compact(value, locale, locale.formats.numbers, {})
    : creditsText(value, locale);
}

/**
 * An exact money amount with the decimals that ISO 4217 gives its currency, not the customary ones
 * of `Intl`, which would hide the forint's minor units; unknown as a dash.
 */
export function moneyText(amount: string | null, currency: string, { formats }: LocaleContext): string {
  const value = parseDecimal(amount);
  if (value === null) return unknownText;
  const digits = currencyExponent(currency) ?? 2;
  return plain(value, digits, numberFormat(formats.money, moneyStyle(currency, digits)));
}

/** The same where space is short: `$1.2k` from a thousand on. */
export function compactMoney(amount: string | null, currency: string, locale: LocaleContext): string {
  const value = parseDecimal(amount);
  if (value === null) return unknownText;
  return isLong(value, currencyExponent(currency) ?? 2)
    ? compact(value, locale, locale.formats.money, { style: 'currency', currency })
    : moneyText(value, currency, locale);
}

/** Money that was made of another amount, and rounded: where that is something it never reads as nothing. */
export function derivedMoneyText(amount: string, currency: string, of: string | null, locale: LocaleContext): string {
  const source = parseDecimal(of);
  if (source === null || source === '0' || parseDecimal(amount) !== '0') return moneyText(amount, currency, locale);
  const digits = currencyExponent(currency) ?? 2;
  return leastText(source.startsWith('-'), digits, numberFormat(locale.formats.money, moneyStyle(currency, digits)));
}

/**
 * Dollars estimated from credits always say that they are an estimate.
 *
 * @param short For places with little room.
 */
export function estimateText(usd: string, credits: string | null, locale: LocaleContext, short = false): string {
  const made = derivedMoneyText(usd, 'USD', credits, locale);
  return `≈ ${short && parseDecimal(usd) !== '0' ? compactMoney(usd, 'USD', locale) : made}`;
}

const creditStyle: Intl.NumberFormatOptions = { maximumFractionDigits: creditDecimals };

function moneyStyle(currency: string, digits: number): Intl.NumberFormatOptions {
  return { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
}

/** Rounded as people round, once and before `Intl` sees it; what is not zero never reads as zero. */
function plain(value: DecimalString, decimals: number, format: Intl.NumberFormat): string {
  const rounded = new Big(value).round(decimals, Big.roundHalfUp);
  if (!rounded.eq(0) || value === '0') return exactly(format, rounded.toFixed());
  return leastText(value.startsWith('-'), decimals, format);
}

/** `<0.01`, or `>-0.01` of a debt. */
function leastText(isNegative: boolean, decimals: number, format: Intl.NumberFormat): string {
  const least = new Big(`1e-${decimals}`).toFixed();
  return isNegative ? `>${exactly(format, `-${least}`)}` : `<${exactly(format, least)}`;
}

function isLong(value: DecimalString, decimals: number): boolean {
  return new Big(value).round(decimals, Big.roundHalfUp).abs().gte(compactFrom);
}

/**
 * A large amount in short. What stands for a thousand is a word, so it is in the language of the words; the decimal
 * mark is the region's. English `K` becomes `k`, because `K` is a unit elsewhere.
 */
function compact(
  value: DecimalString,
  { language }: LocaleContext,
  tag: string,
  style: Intl.NumberFormatOptions,
): string {
  const isOneLanguage = new Intl.Locale(tag).language === new Intl.Locale(language).language;
  const format = numberFormat(isOneLanguage ? tag : language, {
    ...style,
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumFractionDigits: 1,
  });
  return format
    .formatToParts(asNumeric(value))
    .map(({ type, value: text }) => {
      if (type === 'compact' && text === 'K') return 'k';
      return type === 'decimal' ? decimalMark(tag) : text;
    })
    .join('');
}

/** What a locale writes before decimals. */
export function decimalMark(tag: string): string {
  const parts = numberFormat(tag, { maximumFractionDigits: 1 }).formatToParts(1.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

function exactly(format: Intl.NumberFormat, value: DecimalString): string {
  return format.format(asNumeric(value));
}

/** Engines of today format the digits of a text as they are; older ones take the number nearest to it. */
function asNumeric(value: DecimalString): `${number}` {
  return value as `${number}`;
}

/**
 * An offered amount as short as it can be exact: `$50`, `$50.50`, `$0.01`, `€50`, `¥700`, with the
 * decimals of ISO 4217. Null where the amount or the currency is not known.
 */
export function grantAmountText(
  amountMinorUnits: number | null,
  currency: string | null,
  locale: string,
): string | null {
  const digits = currency === null ? null : currencyExponent(currency);
  const amount = currency === null ? null : fromMinorUnits(amountMinorUnits, currency);
  if (currency === null || digits === null || amount === null) return null;
  const shown = /\.0+$/.test(amount) ? 0 : digits;
  const options = { style: 'currency', currency, minimumFractionDigits: shown, maximumFractionDigits: shown } as const;
  return numberFormat(locale, options).format(Number(amount));
}
