import { assertNever } from '../../assert-never.ts';
import { type DecimalString, parseDecimal } from '../../units/decimal.ts';
import { divideDecimals, fromMinorUnits, multiplyMoney, subtractDecimals } from '../../units/money.ts';
import { decimalTextOf, parseNumber } from '../../units/number.ts';
import { instantAfterMs, parseInstantMs, secondMs } from '../../units/time.ts';
import { parseMoney, parseShare } from '../parse.ts';
import type { TimeDefinition, WindowDefinition } from './definition.ts';

/** More decimals than any amount has, so that a quotient is rounded once, to the decimals of its currency. */
const quotientDecimals = 40;

/**
 * Returns the used percentage of a value. Undefined: the value is no share. Null: the service states that it is unknown.
 */
export function usedPercentOf(
  figure: Exclude<WindowDefinition['figure'], `${string}-of-limit`>,
  value: unknown,
): unknown {
  switch (figure) {
    case 'percent-used':
      return value;
    case 'fraction-used':
      return parseShare(value);
    case 'percent-left':
      return restOfPercent(value === null ? null : (parseNumber(value) ?? undefined));
    case 'fraction-left':
      return restOfPercent(parseShare(value));
    default:
      return assertNever(figure);
  }
}

/** More than the whole cannot be left, so that such a value has another unit. */
function restOfPercent(left: number | null | undefined): number | null | undefined {
  if (left === null || left === undefined) return left;
  return left < 0 || left > 100 ? undefined : Math.round((100 - left) * 1e6) / 1e6;
}

/** Returns what is used of a limit, from what is left of it; null: one of them is no number. */
export function restOf(limit: unknown, left: unknown): DecimalString | null {
  const [whole, rest] = [parseDecimal(limit), parseDecimal(left)];
  return whole === null || rest === null ? null : subtractDecimals(whole, rest);
}

/** The unit of an amount. */
export interface AmountUnit {
  readonly unit: 'whole' | 'minor' | 'micro' | 'parts';
  readonly partsPerUnit?: number;
}

/**
 * Returns an amount with exactly its currency's decimals, or credits without trailing zeros where the currency is null.
 * Null: the value is no amount.
 */
export function amountOf(
  value: unknown,
  { unit, partsPerUnit = 1 }: AmountUnit,
  currency: string | null,
): DecimalString | null {
  switch (unit) {
    case 'whole':
      return currency === null ? parseDecimal(value) : parseMoney(value, currency);
    case 'minor':
      return currency === null ? null : fromMinorUnits(value, currency);
    case 'micro':
      return quotient(value, 1_000_000, currency);
    case 'parts':
      return quotient(value, partsPerUnit, currency);
    default:
      return assertNever(unit);
  }
}

function quotient(value: unknown, parts: number, currency: string | null): DecimalString | null {
  const amount = parseDecimal(value);
  const whole = amount === null ? null : divideDecimals(amount, String(parts), quotientDecimals);
  if (whole === null) return null;
  return currency === null ? parseDecimal(divideDecimals(whole, '1', 8)) : multiplyMoney(whole, '1', currency);
}

/** Returns `whole − part`; null: one of them is unknown. A null currency means credits. */
export function differenceOf(
  whole: DecimalString | null,
  part: DecimalString | null,
  currency: string | null,
): DecimalString | null {
  if (whole === null || part === null) return null;
  const rest = subtractDecimals(whole, part);
  return currency === null ? rest : multiplyMoney(rest, '1', currency);
}

/** Returns a time in its stated form, epoch ms; null: there is none, or it is written in another form. */
export function instantOf(form: TimeDefinition['as'], value: unknown, asOfMs: number): number | null {
  switch (form) {
    case 'iso':
      return typeof value === 'string' && decimalTextOf(value) === null ? parseInstantMs(value) : null;
    case 'epoch-seconds':
      return sinceEpochMs(value, secondMs);
    case 'epoch-milliseconds':
      return sinceEpochMs(value, 1);
    case 'seconds-left':
      return instantAfterMs(asOfMs, value);
    default:
      return assertNever(form);
  }
}

/** 0 and less mean that no time is set. */
function sinceEpochMs(value: unknown, unitMs: number): number | null {
  const count = parseNumber(value);
  return count === null || count <= 0 ? null : instantAfterMs(0, (count * unitMs) / secondMs);
}
