import { currencyExponent, fromMinorUnits } from '../units/money.ts';
import { numberFormat } from '../i18n/formatters.ts';

/**
 * An offered amount as short as it can be exact: `$50`, `$50.50`, `$0.01`, `€50`, `¥700` (S0-12), with the
 * decimals of ISO 4217 (S0-22). Null where the amount or the currency is not known.
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
