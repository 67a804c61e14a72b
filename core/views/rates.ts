import { assertNever } from '../assert-never.ts';
import { conversionFor, type RateTable } from '../credits/exchange-rates.ts';
import { dateTimeFormat, numberFormat } from '../i18n/formatters.ts';
import type { MessageKey, LocaleContext } from '../i18n/translate.ts';
import type { Failure } from '../polling/failure.ts';
import type { Settings } from '../settings/settings.ts';
import type { ConvertedAmount } from '../snapshot/figure-schema.ts';
import { joinSentences } from '../text/layout.ts';
import { derivedMoneyText, moneyText, withWholeSymbol } from '../text/numbers.ts';
import { shortDay } from '../text/times.ts';
import type { DecimalString } from '../units/decimal.ts';
import { currencyExponent } from '../units/money.ts';

/** The result of a refresh of the exchange rates. */
export type RatesRefresh =
  | { readonly kind: 'refreshed' }
  | { readonly kind: 'bad-address' }
  | { readonly kind: 'failed'; readonly host: string; readonly failure: Failure };

/** Returns one line about the exchange rates: their day, their source and the rate in use. */
export function ratesText(table: RateTable | null, settings: Settings, locale: LocaleContext): string {
  const { t } = locale;
  if (table === null) return t('rates.none');
  const of = { date: dayText(table.date, locale), source: sourceText(table, locale) };
  const { displayCurrency: currency } = settings;
  if (currency === 'USD') return t('rates.table', { ...of, count: Object.keys(table.rates).length });
  const conversion = conversionFor({ displayCurrency: currency, ownRate: null }, table);
  return conversion === null
    ? t('rates.table-without', { ...of, currency })
    : t('rates.table-with', { ...of, rate: rateText(conversion.perUsd, currency, locale) });
}

/** Whether new exchange rates arrived, and a sentence that says so or why not. */
export interface RatesAnswer {
  readonly ok: boolean;
  readonly message: string;
}

/** Returns a sentence about the result of a refresh. After a failure, it also says which rates the app keeps. */
export function ratesAnswer(refresh: RatesRefresh, table: RateTable | null, locale: LocaleContext): RatesAnswer {
  const { t } = locale;
  if (refresh.kind === 'refreshed') return { ok: true, message: t('rates.refreshed') };
  const kept = table === null ? t('rates.still-none') : t('rates.kept', { date: dayText(table.date, locale) });
  return { ok: false, message: joinSentences([reasonText(refresh, locale), kept], locale) };
}

/** Returns one dollar in another currency. It has as many decimals as the rate, and at least those of the currency. */
function rateText(perUsd: DecimalString, currency: string, { formats }: LocaleContext): string {
  const format = numberFormat(formats.money, {
    style: 'currency',
    currency,
    minimumFractionDigits: currencyExponent(currency) ?? 2,
    maximumFractionDigits: 10,
  });
  return withWholeSymbol(format.format(Number(perUsd)));
}

/** Returns a calendar day, `YYYY-MM-DD`, in the user's long format. */
function dayText(date: string, { formats }: LocaleContext): string {
  return dateTimeFormat(formats.times, { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(`${date}T00:00:00Z`));
}

function sourceText({ source }: RateTable, { t }: LocaleContext): string {
  return source === 'api.frankfurter.dev' ? t('rates.source-ecb') : source;
}

function reasonText(refresh: Exclude<RatesRefresh, { kind: 'refreshed' }>, { t }: LocaleContext): string {
  if (refresh.kind === 'bad-address') return t('rates.bad-address');
  const { failure, host } = refresh;
  return t(failureKey(failure), { host, status: 'status' in failure ? failure.status : 0 });
}

function failureKey(failure: Failure): MessageKey {
  switch (failure.kind) {
    case 'network':
    case 'timeout':
      return 'rates.unreachable';
    case 'limited':
      return 'rates.limited';
    case 'server':
    case 'forbidden':
    case 'unexpected-status':
    case 'unauthorised':
      return 'rates.refused';
    case 'redirect-refused':
      return 'rates.redirected';
    case 'too-large':
    case 'not-json':
    case 'schema':
    case 'no-plan':
    case 'nothing-shown':
    case 'secret-repeated':
    case 'figures':
      return 'rates.not-understood';
    case 'credential':
    case 'credential-expired':
      return 'rates.bad-address';
    default:
      return assertNever(failure);
  }
}

/**
 * Returns a converted amount: `≈ €8.43 (20 Nov)`. The mark and the day of the rate are always there. Null: there is no
 * conversion.
 *
 * @param of The amount that was converted: money, or the credits behind it.
 */
export function convertedText(
  converted: ConvertedAmount | null,
  of: string | null,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  if (converted === null) return null;
  const { amount, currency, rateDate } = converted;
  return locale.t('converted.amount', {
    amount: derivedMoneyText(amount, currency, of, locale),
    date: shortDay(rateDate, nowMs, locale),
  });
}

/** Returns the rate behind a conversion, with its day and source: `$1 = €0.9201, 28 Nov 2025, European Central Bank`. */
export function conversionRateText(converted: ConvertedAmount, locale: LocaleContext): string {
  const { t } = locale;
  const { currency, rate, rateDate, rateSource } = converted;
  const values = {
    dollar: moneyText('1', 'USD', locale),
    rate: rateText(rate, currency, locale),
    date: dayText(rateDate, locale),
  };
  return rateSource === 'own' ? t('converted.own-rate', values) : t('converted.table-rate', values);
}
