import type { RateTable } from '../credits/exchange-rates.ts';
import { dateTimeFormat, displayNames, numberFormat } from '../i18n/formatters.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import { providers } from '../providers/registry.ts';
import type { Settings } from '../settings/settings.ts';
import type { DoctorCheck } from './doctor.ts';
import type { Appearance, Banner } from './panel.ts';
import { ratesText } from './rates.ts';

/** What the settings window shows beside its own labels. */
export interface SettingsView {
  readonly version: number;
  readonly appearance: Appearance;
  readonly settings: Settings;
  /** Languages the app speaks, each in its own name. */
  readonly languages: readonly { readonly tag: string; readonly name: string }[];
  /** Regions to choose formats from, by name in the user's language. */
  readonly regions: readonly RegionChoice[];
  readonly dataFolder: string;
  readonly canStartAtLogin: boolean;
  /** What works here and what does not, in words: tray host, notifications, secret store, versions. */
  readonly diagnostics: readonly DoctorCheck[];
  readonly accounts: readonly {
    readonly id: string;
    readonly label: string;
    readonly subtitle: string;
    readonly place: string;
    /** The user added it with a key; left out: its own tool signs it in. */
    readonly isAdded?: true;
  }[];
  /** The services whose accounts can be added with a key. */
  readonly addable: readonly AddableProvider[];
  readonly rates: RatesView;
  readonly banners: readonly Banner[];
}

export interface AddableProvider {
  readonly id: ProviderId;
  readonly name: string;
  /** Where a key is made; null: the operator of the service gives it. */
  readonly keyPage: string | null;
  /** null: the user says where the service is. */
  readonly defaultBaseUrl: string | null;
  readonly needsKey: boolean;
}

/** What the settings say of exchange rates. */
export interface RatesView {
  /** Their day, who says so and the one in use, or that there are none. */
  readonly text: string;
  /** False where the configured address must not be asked; `text` says so. */
  readonly canRefresh: boolean;
  readonly currencies: readonly CurrencyChoice[];
  /** How the reader writes numbers: the mark before decimals and the one between thousands. */
  readonly marks: { readonly decimal: string; readonly group: string };
  /** Today where the reader is, `YYYY-MM-DD`: the day a rate of the user's own is of. */
  readonly today: string;
}

/**
 * What the settings window shows of exchange rates.
 *
 * @param host Where they are asked; null: the configured address was refused.
 */
export function ratesView(
  table: RateTable | null,
  host: string | null,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): RatesView {
  const text = ratesText(table, settings, locale);
  return {
    text: `${text} ${host === null ? locale.t('rates.bad-address') : locale.t('rates.asks-only', { host })}`,
    canRefresh: host !== null,
    currencies: currencyChoices(table, settings, locale),
    marks: numberMarks(locale),
    today: today(nowMs, locale),
  };
}

/** Written in digits of our own, because the field takes no others. */
function numberMarks({ formats }: LocaleContext): RatesView['marks'] {
  const parts = numberFormat(formats.numbers, { useGrouping: true, maximumFractionDigits: 1 }).formatToParts(1234567.8);
  const mark = (type: 'decimal' | 'group'): string | undefined => parts.find((part) => part.type === type)?.value;
  return { decimal: mark('decimal') ?? '.', group: mark('group') ?? '' };
}

function today(nowMs: number, { timeZone }: LocaleContext): string {
  const day = dateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return day.format(nowMs);
}

const common =
  'AED AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW MXN MYR NOK NZD PHP PLN RON SAR SEK SGD THB ' +
  'TRY TWD UAH VND ZAR';

interface CurrencyChoice {
  /** ISO 4217. */
  readonly code: string;
  /** `EUR · Euro`, in the reader's language. */
  readonly name: string;
}

/** The currencies to choose from: dollars first, then those of the table, the common and the chosen one by code. */
function currencyChoices(
  table: RateTable | null,
  { displayCurrency }: Pick<Settings, 'displayCurrency'>,
  { language }: LocaleContext,
): readonly CurrencyChoice[] {
  const others = new Set([...common.split(' '), ...Object.keys(table?.rates ?? {}), displayCurrency]);
  others.delete('USD');
  const names = displayNames(language, { type: 'currency' });
  return ['USD', ...[...others].sort()].map((code) => {
    const name = names.of(code) ?? code;
    return { code, name: name === code ? code : `${code} · ${name}` };
  });
}

const commonRegions =
  'AE AR AT AU BE BG BR CA CH CL CN CO CZ DE DK EE EG ES FI FR GB GR HK HR HU ID IE IL IN IS IT JP KR LT LU LV MX MY ' +
  'NG NL NO NZ PE PH PK PL PT RO RS RU SA SE SG SI SK TH TR TW UA US VN ZA';

export interface RegionChoice {
  /** ISO 3166. */
  readonly code: string;
  /** `Germany`, in the user's language. */
  readonly name: string;
}

/** The regions to choose formats from, by name: the common ones and the chosen one. */
export function regionChoices(
  { region }: Pick<Settings, 'region'>,
  { language }: LocaleContext,
): readonly RegionChoice[] {
  const codes = new Set([...commonRegions.split(' '), ...(region === 'system' ? [] : [region])]);
  const names = displayNames(language, { type: 'region' });
  return [...codes]
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((one, other) => one.name.localeCompare(other.name, language));
}

/** The services whose accounts the user adds with a key, by name. */
export function addableProviders(): readonly AddableProvider[] {
  const found = Object.values(providers).flatMap(({ id, displayName: name, key }): readonly AddableProvider[] =>
    key === undefined
      ? []
      : [{ id, name, keyPage: key.page, defaultBaseUrl: key.defaultBaseUrl, needsKey: key.optional !== true }],
  );
  return found.sort((one, other) => one.name.localeCompare(other.name, 'en'));
}
