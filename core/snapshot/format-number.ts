import type { Reader } from '../translate.ts';
import { currencyExponent } from '../units/money.ts';
import { numberFormat } from './formatters.ts';

/** The dash that stands for an unknown number, in every view. */
export const unknownText = '–';

/**
 * A percentage of what is left or used, rounded to whole numbers, but never rounded to 0 or 100 from
 * something that is not.
 */
export function percentText(percent: number | null, { locale }: Reader): string {
  if (percent === null) return unknownText;
  const whole = numberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  if (percent > 0 && percent < 0.5) return `<${whole.format(0.01)}`;
  if (percent > 99 && percent < 100) return whole.format(0.99);
  return whole.format(Math.round(percent) / 100);
}

/** Credits as people read them: grouped, at most two decimals, a tiny rest as `<0.01`, unknown as a dash. */
export function creditsText(amount: string | null, { locale }: Reader): string {
  if (amount === null) return unknownText;
  const value = Number(amount);
  if (!Number.isFinite(value)) return unknownText;
  const number = numberFormat(locale, { maximumFractionDigits: 2 });
  if (value !== 0 && Math.abs(value) < 0.005) return value > 0 ? `<${number.format(0.01)}` : number.format(0);
  return number.format(value);
}

/**
 * An exact money amount with the decimals that ISO 4217 gives its currency, not the customary ones
 * of `Intl`, which would hide the forint's minor units; unknown as a dash.
 */
export function moneyText(amount: string | null, currency: string, { locale }: Reader): string {
  if (amount === null || !Number.isFinite(Number(amount))) return unknownText;
  const digits = currencyExponent(currency) ?? 2;
  const style = { style: 'currency', currency } as const;
  const format = numberFormat(locale, {
    ...style,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(Number(amount));
}

/** A converted amount always says that it is an estimate. */
export function estimateText(usd: string, reader: Reader): string {
  return `≈ ${moneyText(usd, 'USD', reader)}`;
}
