import { languageInfo } from './languages.ts';

/** The formats of the system for each kind of value, as BCP 47 tags; null: the system states none. */
export interface SystemFormats {
  readonly numbers: string | null;
  readonly money: string | null;
  readonly times: string | null;
}

/** The tags that the app passes to `Intl` for each kind of value. */
export interface FormatLocales {
  readonly numbers: string;
  readonly money: string;
  /** Names days and months in the user's language, and writes them as in the region. */
  readonly times: string;
}

/** The user's choice of formats instead of those of the system. */
export interface FormatChoice {
  /** ISO 3166, or `system`. */
  readonly region: string;
  readonly clock: 'system' | '12' | '24';
}

/**
 * Returns the formats of numbers, money and times for texts in a language. The chosen region comes first, then the
 * formats of the system, then the home region of the language.
 */
export function formatLocales(textLanguage: string, choice: FormatChoice, system: SystemFormats): FormatLocales {
  const language = withoutRegion(textLanguage);
  const tagFor = (named: string | null): string =>
    (choice.region === 'system' ? named : `und-${choice.region}`) ?? `${language}-${languageInfo(textLanguage).region}`;
  const numbers = numberLocale(language, tagFor(system.numbers));
  return {
    numbers,
    money: numberLocale(language, tagFor(system.money)),
    times: timeLocale(language, tagFor(system.times), choice.clock, numberingSystem(numbers)),
  };
}

/** Returns true for a tag that `Intl` accepts and knows. */
export function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

/** Returns a language of texts, such as `pt-BR`, without its own region. */
function withoutRegion(tag: string): string {
  const { language, script } = new Intl.Locale(tag);
  return script === undefined ? language : `${language}-${script}`;
}

/** Returns the digits of a locale: `latn`, `arab` and so on. */
export function numberingSystem(tag: string): string {
  return new Intl.NumberFormat(tag).resolvedOptions().numberingSystem;
}

/**
 * Returns the user's language in the region if `Intl` knows this combination, with the digits that the region writes in
 * this language. Otherwise it returns another language of the region with Latin digits, because a number contains no
 * words.
 */
function numberLocale(language: string, tag: string): string {
  const { region, languages } = regionOf(tag);
  const known = [language, ...languages].map((each) => inRegion(each, region));
  const chosen = known.find((each) => each !== null && hasOneDecimalMark(each)) ?? known.find((each) => each !== null);
  const locale = chosen ?? language;
  const isOwn = new Intl.Locale(locale).language === new Intl.Locale(language).language;
  return isOwn || numberingSystem(locale) === 'latn' ? locale : `${locale}-u-nu-latn`;
}

/**
 * Returns the user's language with the order and the clock of the region, and with the digits of its numbers. The
 * language stays, because days and months have names.
 */
function timeLocale(language: string, tag: string, clock: FormatChoice['clock'], digits: string): string {
  const { region, languages } = regionOf(tag);
  const native = languages.map((each) => inRegion(each, region)).find((each) => each !== null);
  // International English writes the day before the month, as do most regions that `Intl` does not know in English.
  const base = inRegion(language, region) ?? (language === 'en' ? 'en-001' : language);
  const wanted = clock === 'system' ? hourCycleOf(native ?? base) : clock === '12' ? 'h12' : 'h23';
  const { calendar } = new Intl.DateTimeFormat(base).resolvedOptions();
  const extensions = [
    ...(calendar === 'gregory' ? [] : ['ca-gregory']),
    ...(hourCycleOf(base) === wanted ? [] : [`hc-${wanted}`]),
    ...(numberingSystem(base) === digits ? [] : [`nu-${digits}`]),
  ];
  return extensions.length === 0 ? base : `${base}-u-${extensions.join('-')}`;
}

/**
 * Returns the region that a tag names or implies. `languages` has the language of the tag and the main language of the
 * region.
 */
function regionOf(tag: string): { readonly region: string; readonly languages: readonly string[] } {
  const { language, region = 'US' } = new Intl.Locale(tag).maximize();
  const main = new Intl.Locale(`und-${region}`).maximize().language;
  return { region, languages: language === main ? [main] : [language, main] };
}

/** Returns the tag of a language in a region; null when `Intl` does not know this combination. */
function inRegion(language: string, region: string): string | null {
  const tag = `${language}-${region}`;
  if (!isLocale(tag)) return null;
  return new Intl.Locale(new Intl.DateTimeFormat(tag).resolvedOptions().locale).region === region ? tag : null;
}

/** Returns false for locales such as `en-DE`, which use a decimal comma in numbers and a decimal point in money. */
function hasOneDecimalMark(tag: string): boolean {
  const markOf = (options: Intl.NumberFormatOptions): string | undefined =>
    new Intl.NumberFormat(tag, options).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value;
  return markOf({}) === markOf({ style: 'currency', currency: 'EUR' });
}

function hourCycleOf(tag: string): string {
  const { hourCycle = 'h23' } = new Intl.DateTimeFormat(tag, { hour: 'numeric' }).resolvedOptions();
  return hourCycle;
}
