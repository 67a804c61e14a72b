import { Big } from 'big.js';

import { numberFormat } from '../i18n/formatters.ts';
import { numberingSystem } from '../i18n/format-locales.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { alwaysIsolated } from '../units/text.ts';
import { currencyExponent, fromMinorUnits } from '../units/money.ts';

/** The dash that every view shows for an unknown number. */
export const unknownText = '–';

/** The dots that stand for a known amount while names and money are hidden. */
const hiddenAmount = '•••';

const creditDecimals = 2;
const compactFrom = 1000;

/**
 * Returns a percentage of what is left or used, rounded to a whole number; null gives the dash. Only exactly 0 and 100
 * are shown as 0 and 100.
 */
export function percentText(percent: number | null, { formats }: LocaleContext): string {
  if (percent === null) return unknownText;
  const whole = numberFormat(formats.numbers, { style: 'percent', maximumFractionDigits: 0 });
  if (percent > 0 && percent < 0.5) return `<${whole.format(0.01)}`;
  if (percent > 99 && percent < 100) return whole.format(0.99);
  return whole.format(Math.round(percent) / 100);
}

/**
 * Returns credits with grouped digits and at most two decimals. A tiny rest is `<0.01`, and an unknown amount is a
 * dash.
 */
export function creditsText(amount: string | null, { formats, hidesAmounts }: LocaleContext): string {
  const value = parseDecimal(amount);
  if (value !== null && hidesAmounts === true) return hiddenAmount;
  return value === null ? unknownText : plain(value, creditDecimals, numberFormat(formats.numbers, creditStyle));
}

/** Returns credits for places with little room: `3.2k`, `1M` from a thousand on, with the user's abbreviations. */
export function compactCredits(amount: string | null, locale: LocaleContext): string {
  const value = parseDecimal(amount);
  if (value === null) return unknownText;
  return locale.hidesAmounts !== true && isLong(value, creditDecimals)
    ? compact(value, locale, locale.formats.numbers, {})
    : creditsText(value, locale);
}

/**
 * Returns an exact money amount; an unknown amount is a dash. It has the decimals that ISO 4217 gives its currency. The
 * customary decimals of `Intl` would hide the minor units of the forint.
 */
export function moneyText(amount: string | null, currency: string, { formats, hidesAmounts }: LocaleContext): string {
  const value = parseDecimal(amount);
  if (value === null) return unknownText;
  if (hidesAmounts === true) return hiddenAmount;
  const digits = currencyExponent(currency) ?? 2;
  return plain(value, digits, numberFormat(formats.money, moneyStyle(currency, digits)));
}

/** Returns money for places with little room: `$1.2k` from a thousand on. */
export function compactMoney(amount: string | null, currency: string, locale: LocaleContext): string {
  const value = parseDecimal(amount);
  if (value === null) return unknownText;
  return locale.hidesAmounts !== true && isLong(value, currencyExponent(currency) ?? 2)
    ? compact(value, locale, locale.formats.money, { style: 'currency', currency })
    : moneyText(value, currency, locale);
}

/** Returns money that was converted from another amount and rounded. If `of` is not zero, the text never shows zero. */
export function derivedMoneyText(amount: string, currency: string, of: string | null, locale: LocaleContext): string {
  const source = parseDecimal(of);
  const isExact = source === null || source === '0' || parseDecimal(amount) !== '0';
  if (isExact || locale.hidesAmounts === true) return moneyText(amount, currency, locale);
  const digits = currencyExponent(currency) ?? 2;
  return leastText(source.startsWith('-'), digits, numberFormat(locale.formats.money, moneyStyle(currency, digits)));
}

/**
 * Returns dollars estimated from credits. The text always has a mark that says so.
 *
 * @param short True for places with little room.
 */
export function estimateText(usd: string, credits: string | null, locale: LocaleContext, short = false): string {
  const made = derivedMoneyText(usd, 'USD', credits, locale);
  return `≈ ${short && parseDecimal(usd) !== '0' ? compactMoney(usd, 'USD', locale) : made}`;
}

const creditStyle: Intl.NumberFormatOptions = { maximumFractionDigits: creditDecimals };

function moneyStyle(currency: string, digits: number): Intl.NumberFormatOptions {
  return { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
}

/** Rounds half up, once and before `Intl` gets the value. A value that is not zero never shows zero. */
function plain(value: DecimalString, decimals: number, format: Intl.NumberFormat): string {
  const rounded = new Big(value).round(decimals, Big.roundHalfUp);
  if (!rounded.eq(0) || value === '0') return exactly(format, rounded.toFixed());
  return leastText(value.startsWith('-'), decimals, format);
}

/** Returns `<0.01`, or `>-0.01` for a debt. */
function leastText(isNegative: boolean, decimals: number, format: Intl.NumberFormat): string {
  const least = new Big(`1e-${decimals}`).toFixed();
  return isNegative ? `>${exactly(format, `-${least}`)}` : `<${exactly(format, least)}`;
}

function isLong(value: DecimalString, decimals: number): boolean {
  return new Big(value).round(decimals, Big.roundHalfUp).abs().gte(compactFrom);
}

/**
 * Shortens a large amount. The abbreviation of a thousand is a word, so it is in the user's language. The decimal mark
 * comes from the region. English `K` becomes `k`, because `K` is a unit elsewhere.
 */
function compact(
  value: DecimalString,
  { language }: LocaleContext,
  tag: string,
  style: Intl.NumberFormatOptions,
): string {
  const isOneLanguage = new Intl.Locale(tag).language === new Intl.Locale(language).language;
  const format = numberFormat(isOneLanguage ? tag : `${language}-u-nu-${numberingSystem(tag)}`, {
    ...style,
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumFractionDigits: 1,
  });
  const parts = format.formatToParts(asNumeric(value)).map(({ type, value: text }) => {
    if (type === 'compact' && text === 'K') return 'k';
    return type === 'decimal' ? decimalMark(tag) : text;
  });
  return withWholeSymbol(parts.join(''));
}

/** Returns the mark that a locale writes before decimals. */
function decimalMark(tag: string): string {
  const parts = numberFormat(tag, { maximumFractionDigits: 1 }).formatToParts(1.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

function exactly(format: Intl.NumberFormat, value: DecimalString): string {
  return withWholeSymbol(format.format(asNumeric(value)));
}

/** Returns an amount in which a symbol such as `US$` stays whole. Between right-to-left marks it would read `$US`. */
export function withWholeSymbol(amount: string): string {
  if (!/[\u200F\u061C]/.test(amount)) return amount;
  return amount.replaceAll(/[A-Z]{1,3}\p{Sc}/gu, (symbol) => alwaysIsolated(symbol));
}

/**
 * Returns the value with the type that `format` takes. Current engines format the digits of a text exactly. Older
 * engines take the nearest number.
 */
function asNumeric(value: DecimalString): `${number}` {
  return value as `${number}`;
}

/**
 * Returns an offered amount as short as an exact amount can be: `$50`, `$50.50`, `$0.01`, `€50`, `¥700`. It has the
 * decimals of ISO 4217. Null when the amount or the currency is not known.
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
  return withWholeSymbol(numberFormat(locale, options).format(Number(amount)));
}
