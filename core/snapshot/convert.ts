import { convertUsd } from '../credits/conversion.ts';
import type { Settings } from '../settings/settings.ts';
import type { Reader } from '../i18n/translate.ts';
import type { ConvertedAmount } from './schema.ts';

/** Gives an amount of a currency in the reader's own, with the rate; null: not dollars, or not to be converted. */
export type Convert = (amount: string | null, currency: string | null) => ConvertedAmount | null;

/** How this reader's dollars are converted; with dollars hidden (S1-34) nothing is. */
export function converter({ creditsPerUsd }: Pick<Settings, 'creditsPerUsd'>, { currency: rate }: Reader): Convert {
  if (rate === null || rate === undefined || !(creditsPerUsd > 0)) return () => null;
  return (amount, currency) => {
    const converted = amount === null || currency !== 'USD' ? null : convertUsd(amount, rate);
    if (converted === null) return null;
    const { perUsd, date, source } = rate;
    return { currency: rate.currency, amount: converted, rate: perUsd, rateDate: date, rateSource: source };
  };
}
