import type { RateTable } from '../credits/rates.ts';
import type { Settings } from '../settings/settings.ts';
import type { Reader } from '../i18n/translate.ts';
import { displayNames } from '../i18n/formatters.ts';

const common =
  'AED AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW MXN MYR NOK NZD PHP PLN RON SAR SEK SGD THB ' +
  'TRY TWD UAH VND ZAR';

export interface CurrencyChoice {
  /** ISO 4217. */
  readonly code: string;
  /** `EUR · Euro`, in the reader's language. */
  readonly name: string;
}

/** The currencies to choose from: dollars first, then those of the table, the common and the chosen one by code. */
export function currencyChoices(
  table: RateTable | null,
  { displayCurrency }: Pick<Settings, 'displayCurrency'>,
  { locale }: Reader,
): readonly CurrencyChoice[] {
  const others = new Set([...common.split(' '), ...Object.keys(table?.rates ?? {}), displayCurrency]);
  others.delete('USD');
  const names = displayNames(locale, { type: 'currency' });
  return ['USD', ...[...others].sort()].map((code) => {
    const name = names.of(code) ?? code;
    return { code, name: name === code ? code : `${code} · ${name}` };
  });
}
