/** How the system formats each kind of value: BCP 47 tags; null: the system does not say. */
export interface SystemFormats {
  readonly numbers: string | null;
  readonly money: string | null;
  readonly times: string | null;
}

/** The tags that `Intl` gets for each kind of value. */
export interface FormatLocales {
  readonly numbers: string;
  readonly money: string;
  /** Names days and months in the language of the words, and writes them as the region does. */
  readonly times: string;
}

/** What the user chose instead of the system's formats. */
export interface FormatChoice {
  /** ISO 3166, or `system`. */
  readonly region: string;
  readonly clock: 'system' | '12' | '24';
}

/** The region whose formats a language has where nothing names a region. */
const homeRegions: Readonly<Record<string, string>> = { en: 'US', 'zh-Hans': 'CN' };

/**
 * The formats of numbers, money and times for words in `language`: those of the chosen region, else those that the
 * system names, else those of the language's home.
 */
export function formatLocales(language: string, choice: FormatChoice, system: SystemFormats): FormatLocales {
  const tagFor = (named: string | null): string =>
    (choice.region === 'system' ? named : `und-${choice.region}`) ?? `${language}-${homeRegions[language] ?? 'US'}`;
  return {
    numbers: numberLocale(language, tagFor(system.numbers)),
    money: numberLocale(language, tagFor(system.money)),
    times: timeLocale(language, tagFor(system.times), choice.clock),
  };
}

/** True for a tag that `Intl` takes and knows. */
export function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

/**
 * The language of the words in the region, where `Intl` knows the two together; else a language of the region with
 * Latin digits, because a number has no words of its own.
 */
function numberLocale(language: string, tag: string): string {
  const { region, languages } = regionOf(tag);
  const known = [language, ...languages].map((each) => inRegion(each, region));
  const chosen = known.find((each) => each !== null && hasOneDecimalMark(each)) ?? known.find((each) => each !== null);
  const locale = chosen ?? language;
  const { numberingSystem } = new Intl.NumberFormat(locale).resolvedOptions();
  return numberingSystem === 'latn' ? locale : `${locale}-u-nu-latn`;
}

/** Days and months have names, so this keeps the language of the words and takes order and clock from the region. */
function timeLocale(language: string, tag: string, clock: FormatChoice['clock']): string {
  const { region, languages } = regionOf(tag);
  const native = languages.map((each) => inRegion(each, region)).find((each) => each !== null);
  // International English writes the day before the month, as most regions do that `Intl` does not know in English.
  const base = inRegion(language, region) ?? (language === 'en' ? 'en-001' : language);
  const wanted = clock === 'system' ? hourCycleOf(native ?? base) : clock === '12' ? 'h12' : 'h23';
  const { calendar } = new Intl.DateTimeFormat(base).resolvedOptions();
  const extensions = [
    ...(calendar === 'gregory' ? [] : ['ca-gregory']),
    ...(hourCycleOf(base) === wanted ? [] : [`hc-${wanted}`]),
  ];
  return extensions.length === 0 ? base : `${base}-u-${extensions.join('-')}`;
}

/** The region that a tag names or implies, with the language that the tag names and the main language of the region. */
function regionOf(tag: string): { readonly region: string; readonly languages: readonly string[] } {
  const { language, region = 'US' } = new Intl.Locale(tag).maximize();
  const main = new Intl.Locale(`und-${region}`).maximize().language;
  return { region, languages: language === main ? [main] : [language, main] };
}

/** A language as it is written in a region; null where `Intl` does not know the two together. */
function inRegion(language: string, region: string): string | null {
  const tag = `${language}-${region}`;
  if (!isLocale(tag)) return null;
  return new Intl.Locale(new Intl.DateTimeFormat(tag).resolvedOptions().locale).region === region ? tag : null;
}

/** Some locales, such as `en-DE`, divide decimals by a comma in numbers and by a point in money. */
function hasOneDecimalMark(tag: string): boolean {
  const markOf = (options: Intl.NumberFormatOptions): string | undefined =>
    new Intl.NumberFormat(tag, options).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value;
  return markOf({}) === markOf({ style: 'currency', currency: 'EUR' });
}

function hourCycleOf(tag: string): string {
  const { hourCycle = 'h23' } = new Intl.DateTimeFormat(tag, { hour: 'numeric' }).resolvedOptions();
  return hourCycle;
}
