import type { RateTable } from '../credits/exchange-rates.ts';
import { dateTimeFormat, displayNames, numberFormat } from '../i18n/formatters.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { joinSentences } from '../text/layout.ts';
import type { DoctorCheck } from './doctor.ts';
import type { Appearance, Banner } from './panel.ts';
import { ratesText } from './rates.ts';
import type { AddableProvider, ServiceHint } from './services.ts';
import type { ShortcutView } from './shortcut.ts';
import type { SettingsAccount } from './settings-accounts.ts';
import type { PanelPreviewView } from './settings-preview.ts';
import type { IconStyle } from './tray-icon.ts';
import type { UpdatesView } from './updates.ts';

/** The data of the settings window beside its labels. */
export interface SettingsView {
  readonly version: number;
  readonly appearance: Appearance;
  readonly settings: Settings;
  /** The languages of the app, each under its own name. */
  readonly languages: readonly { readonly tag: string; readonly name: string }[];
  /** The regions for formats, sorted by their names in the user's language. */
  readonly regions: readonly RegionChoice[];
  readonly dataFolder: string;
  readonly canStartAtLogin: boolean;
  /** What became of the keys that open the panel from anywhere. */
  readonly shortcut: ShortcutView;
  /** The checks of this installation, as texts: tray host, notifications, secret store, versions. */
  readonly diagnostics: readonly DoctorCheck[];
  /** All accounts in the user's own order, also hidden ones. */
  readonly accounts: readonly SettingsAccount[];
  /** The services whose accounts the user can add with a key. */
  readonly addable: readonly AddableProvider[];
  /** Services that people look for and that are not added with a key, each with what to do or why not. */
  readonly hints: readonly ServiceHint[];
  readonly rates: RatesView;
  readonly banners: readonly Banner[];
  /** Why the file with further certificates is not used; left out: it is, or there is none. */
  readonly certificateProblem?: string;
  readonly preview: PreviewView;
  /** The version of the app, such as `0.2.0`. */
  readonly appVersion: string;
  /** The commit that the app was built from and its day, such as `1a2b3c4 · 2026-11-30`; null: the build knew none. */
  readonly appBuild: string | null;
  readonly updates: UpdatesView;
  readonly platform: 'linux' | 'darwin' | 'win32';
}

/** What the settings about panel and icon look like now. */
export interface PreviewView extends PanelPreviewView {
  /** The tray icon in each style as `data:` addresses of pictures: now, and when little is left. */
  readonly icons: Readonly<Record<IconStyle, { readonly light: readonly string[]; readonly dark: readonly string[] }>>;
}

/** The exchange rates in the settings window. */
export interface RatesView {
  /** The day of the rates, their source and the rate in use, or that there are no rates. */
  readonly text: string;
  /** False if the app must not send requests to the configured address; `text` says so. */
  readonly canRefresh: boolean;
  readonly currencies: readonly CurrencyChoice[];
  /** The user's marks in numbers: the mark before decimals and the mark between thousands. */
  readonly marks: { readonly decimal: string; readonly group: string };
  /** Today in the user's time zone, `YYYY-MM-DD`. A rate that the user enters gets this day. */
  readonly today: string;
}

/**
 * Returns the exchange rates for the settings window.
 *
 * @param host The host that the app gets the rates from; null: the app refused the configured address.
 */
export function ratesView(
  table: RateTable | null,
  host: string | null,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): RatesView {
  const source = host === null ? locale.t('rates.bad-address') : locale.t('rates.asks-only', { host });
  return {
    text: joinSentences([ratesText(table, settings, locale), source], locale),
    canRefresh: host !== null,
    currencies: currencyChoices(table, settings, locale),
    marks: numberMarks(locale),
    today: today(nowMs, locale),
  };
}

/** Returns the marks for Latin digits, because the field accepts no other digits. */
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
  /** The code and the name in the user's language: `EUR · Euro`. */
  readonly name: string;
}

/**
 * Returns the currencies to choose from. Dollars come first. Then come the currencies of the table, the common ones and
 * the chosen one, sorted by code.
 */
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

/** A region whose formats the user can choose. */
export interface RegionChoice {
  /** ISO 3166. */
  readonly code: string;
  /** The name in the user's language: `Germany`. */
  readonly name: string;
}

/** Returns the common regions and the chosen region, sorted by name. */
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
