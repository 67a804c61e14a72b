import type { RateTable } from '../credits/rates.ts';
import type { Settings } from '../settings/settings.ts';
import type { Reader } from '../i18n/translate.ts';
import { currencyChoices } from './currency-choices.ts';
import { dateTimeFormat, numberFormat } from '../i18n/formatters.ts';
import { ratesText } from '../views/rates.ts';
import type { RatesView } from '../views/settings.ts';

/**
 * What the settings window shows of exchange rates.
 *
 * @param host Where they are asked; null: the configured address was refused.
 */
export function ratesView(
  table: RateTable | null,
  host: string | null,
  settings: Settings,
  reader: Reader,
  nowMs: number,
): RatesView {
  const text = ratesText(table, settings, reader);
  return {
    text: `${text} ${host === null ? reader.t('rates.bad-address') : reader.t('rates.asks-only', { host })}`,
    canRefresh: host !== null,
    currencies: currencyChoices(table, settings, reader),
    marks: numberMarks(reader),
    today: today(nowMs, reader),
  };
}

/** Written in digits of our own, because the field takes no others. */
function numberMarks({ locale }: Reader): RatesView['marks'] {
  const parts = numberFormat(locale, { useGrouping: true, maximumFractionDigits: 1 }).formatToParts(1234567.8);
  const mark = (type: 'decimal' | 'group'): string | undefined => parts.find((part) => part.type === type)?.value;
  return { decimal: mark('decimal') ?? '.', group: mark('group') ?? '' };
}

function today(nowMs: number, { timeZone }: Reader): string {
  const day = dateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return day.format(nowMs);
}
