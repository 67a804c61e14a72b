import i18next from 'i18next';

import { type Conversion, conversionFor, type RateTable } from '../../core/credits/exchange-rates.ts';
import { withPlainCode } from '../../core/i18n/direction.ts';
import { formatLocales, type SystemFormats } from '../../core/i18n/format-locales.ts';
import { fallbackLanguage, languageInfo, type LanguageTag, matchLanguage } from '../../core/i18n/languages.ts';
import { numberFormat } from '../../core/i18n/formatters.ts';
import { cachedTranslate, type LocaleContext, type Translate } from '../../core/i18n/translate.ts';
import type { Settings } from '../../core/settings/settings.ts';
import type { Catalogue } from '../../core/i18n/plural-forms.ts';
import { alwaysIsolated, isolated } from '../../core/units/text.ts';
import { readCatalogue } from './catalogues.ts';

/** What the user chose of language and formats. */
export type LocaleChoice = Pick<Settings, 'language' | 'region' | 'clock'>;

/** What the system says of the user's language and region. */
export interface SystemLocales {
  /** BCP 47 tags, best first. */
  readonly languages: readonly string[];
  readonly formats: SystemFormats;
}

/**
 * Returns texts in the chosen language, else in the best of the system's languages, and the region's formats. If the
 * texts of that language cannot be read, they are English.
 *
 * @param report Gets a line for the log about texts that could not be read.
 */
export function createLocaleContext(
  choice: LocaleChoice,
  system: SystemLocales,
  timeZone: string,
  report: (line: string) => void = () => undefined,
): LocaleContext {
  const wanted = languageOf(choice.language, system.languages);
  const texts = textsOf(wanted, report);
  const language = texts === null ? fallbackLanguage : wanted;
  const formats = formatLocales(language, choice, system.formats);
  const isRightToLeft = languageInfo(language).direction === 'rtl';
  const isolate = isRightToLeft ? alwaysIsolated : isolated;
  const shown = (value: string | number): string =>
    isolate(typeof value === 'number' ? numberFormat(formats.numbers, {}).format(value) : value);
  const catalogue = i18next.createInstance();
  void catalogue.init({
    lng: language,
    fallbackLng: fallbackLanguage,
    resources: {
      [fallbackLanguage]: { translation: englishTexts() },
      ...(texts === null ? {} : { [language]: { translation: texts } }),
    },
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    // No value is markup here.
    interpolation: { escapeValue: false },
  });
  return {
    // The number of a plural chooses the form; what is shown of it is a text, like every other value.
    t: cachedTranslate((key, values) => {
      const text = catalogue.t(key, { ...values, replace: shownValues(values, shown) });
      return isRightToLeft ? withPlainCode(text) : text;
    }),
    language,
    formats,
    timeZone,
  };
}

function shownValues(values: Parameters<Translate>[1], shown: (value: string | number) => string) {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, shown(value)]));
}

/** Returns the words of a command on a terminal: as above, without money while the user hides it. */
export function createTerminalContext(
  settings: LocaleChoice & Pick<Settings, 'hidePersonal'>,
  system: SystemLocales,
  timeZone: string,
): LocaleContext {
  return { ...createLocaleContext(settings, system, timeZone), hidesAmounts: settings.hidePersonal };
}

/** Returns the language of the user's texts: the chosen one, else the best of the system's languages. */
export function languageOf(choice: Settings['language'], systemLanguages: readonly string[]): LanguageTag {
  return choice === 'system' ? matchLanguage(systemLanguages) : choice;
}

let english: Catalogue | null = null;

/** Returns the English texts, read once. Without them the app is broken, so a fault is not caught. */
function englishTexts(): Catalogue {
  return (english ??= readCatalogue(fallbackLanguage));
}

/** Returns the texts of a language other than English; null: it is English, or they cannot be read. */
function textsOf(language: LanguageTag, report: (line: string) => void): Catalogue | null {
  if (language === fallbackLanguage) return null;
  try {
    return readCatalogue(language);
  } catch (cause) {
    report(`The texts of ${language} could not be read: ${String(cause)}`);
    return null;
  }
}

interface LocaleSources {
  readonly settings: () => Settings;
  /** The stored exchange rates; asked only where dollars are to be converted. */
  readonly rates: () => RateTable | null;
  readonly system: () => SystemLocales;
  /** The zone of now: a laptop travels, and summer time rules change. */
  readonly timeZone: () => string;
  /** Gets a line for the log about texts that could not be read. */
  readonly report?: (line: string) => void;
}

interface Cached {
  readonly settings: Settings;
  readonly table: RateTable | null;
  readonly locale: LocaleContext;
}

/**
 * Returns the locale context of this process. It is the same object until something in it changes, because views are
 * cached by it, and a new one loads the catalogues.
 */
export function cachedLocaleContext({ settings, rates, system, timeZone, report }: LocaleSources): () => LocaleContext {
  let cached: Cached | null = null;
  return () => {
    const now = settings();
    const table = now.displayCurrency === 'USD' ? null : rates();
    const zone = timeZone();
    const isSameZone = cached?.locale.timeZone === zone;
    if (isSameZone && cached?.settings === now && cached.table === table) return cached.locale;
    const base =
      isSameZone && cached !== null && isSameChoice(cached.settings, now)
        ? cached.locale
        : createLocaleContext(now, system(), zone, report);
    const currency = conversionFor(now, table);
    const hidesAmounts = now.hidePersonal;
    const isUnchanged = isSame(base.currency ?? null, currency) && (base.hidesAmounts ?? false) === hidesAmounts;
    const locale = base === cached?.locale && isUnchanged ? base : { ...base, currency, hidesAmounts };
    cached = { settings: now, table, locale };
    return locale;
  };
}

function isSameChoice(one: LocaleChoice, other: LocaleChoice): boolean {
  return one.language === other.language && one.region === other.region && one.clock === other.clock;
}

function isSame(one: Conversion | null, other: Conversion | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.currency === other.currency &&
    one.perUsd === other.perUsd &&
    one.date === other.date &&
    one.source === other.source
  );
}
