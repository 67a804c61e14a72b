import type { Reader } from '../i18n/translate.ts';
import { madeMoneyText, moneyText } from '../text/numbers.ts';
import { shortDay } from '../text/times.ts';
import type { DetailView } from '../views/panel.ts';
import { dayText, rateText } from '../views/rates.ts';
import type { ConvertedAmount } from './schema.ts';

/**
 * `≈ €8.43 (20 Nov)`: a converted amount never without its mark and the day of its rate; null: none.
 *
 * @param of What it was made of: money, or the credits behind it.
 */
export function convertedText(
  converted: ConvertedAmount | null,
  of: string | null,
  reader: Reader,
  nowMs: number,
): string | null {
  if (converted === null) return null;
  const { amount, currency, rateDate } = converted;
  return reader.t('converted.amount', {
    amount: madeMoneyText(amount, currency, of, reader),
    date: shortDay(rateDate, nowMs, reader),
  });
}

/** The rate in full, for an opened row. */
export function convertedDetails(converted: ConvertedAmount | null, reader: Reader): readonly DetailView[] {
  if (converted === null) return [];
  const { t } = reader;
  const { currency, rate, rateDate, rateSource } = converted;
  const values = {
    dollar: moneyText('1', 'USD', reader),
    rate: rateText(rate, currency, reader),
    date: dayText(rateDate, reader),
  };
  const text = rateSource === 'own' ? t('converted.own-rate', values) : t('converted.table-rate', values);
  return [{ name: t('detail.rate'), text }];
}
