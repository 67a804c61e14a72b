import i18next from 'i18next';

import { type Conversion, conversionFor, type RateTable } from '../../core/credits/exchange-rates.ts';
import { type LocaleContext, cachedTranslate } from '../../core/i18n/translate.ts';
import english from '../../core/locales/en.json';
import simplifiedChinese from '../../core/locales/zh-Hans.json';
import type { Settings } from '../../core/settings/settings.ts';
import { isolated } from '../../core/units/text.ts';
import { isLocale } from './host-environment.ts';

/** The languages of the app, each with its own name. */
export const languages = [
  { tag: 'en', name: 'English' },
  { tag: 'zh-Hans', name: '简体中文' },
] as const;

type LanguageTag = (typeof languages)[number]['tag'];

/**
 * Creates the locale context of this machine. Texts are in the language of the setting, or else in the
 * system's first language that the app supports. Numbers and times follow the system's locale of that
 * language.
 *
 * @param systemLocales BCP 47 tags, best first.
 */
export function createLocaleContext(
  setting: Settings['language'],
  systemLocales: readonly string[],
  timeZone: string,
): LocaleContext {
  const language = setting === 'system' ? spoken(systemLocales) : setting;
  const words = i18next.createInstance();
  void words.init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: english }, 'zh-Hans': { translation: simplifiedChinese } },
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    // Nothing here is markup, so no escaping. Isolate right-to-left values, so that they do not reorder the sentence.
    interpolation: { escapeValue: true, escape: isolated },
  });
  return {
    t: cachedTranslate((key, values) => words.t(key, { ...values })),
    formatLocale: localeFor(language, systemLocales),
    timeZone,
  };
}

/** Returns the language of the texts, as a BCP 47 tag. */
export function languageOf(setting: Settings['language'], systemLocales: readonly string[]): LanguageTag {
  return setting === 'system' ? spoken(systemLocales) : setting;
}

function spoken(locales: readonly string[]): LanguageTag {
  for (const locale of locales) {
    const tag = locale.toLowerCase();
    if (tag.startsWith('zh')) return 'zh-Hans';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
}

function localeFor(language: LanguageTag, locales: readonly string[]): string {
  const stem = language === 'zh-Hans' ? 'zh' : language;
  return (
    locales.find((locale) => locale.toLowerCase().split('-')[0] === stem && isLocale(locale)) ??
    (language === 'en' ? 'en-US' : 'zh-CN')
  );
}

interface LocaleSources {
  readonly settings: () => Settings;
  /** The kept exchange rates; asked only where dollars are to be converted. */
  readonly rates: () => RateTable | null;
  readonly locales: () => readonly string[];
  /** The zone of now: a laptop travels, and summer time rules change. */
  readonly timeZone: () => string;
}

interface Made {
  readonly settings: Settings;
  readonly table: RateTable | null;
  readonly locale: LocaleContext;
}

/**
 * The reader of this machine, the same object until it would say something else: views are remembered
 * by it, and making one loads catalogues, which only a change of the language needs.
 */
export function cachedLocaleContext({ settings, rates, locales, timeZone }: LocaleSources): () => LocaleContext {
  let made: Made | null = null;
  return () => {
    const now = settings();
    const table = now.displayCurrency === 'USD' ? null : rates();
    const zone = timeZone();
    const isSameZone = made?.locale.timeZone === zone;
    if (isSameZone && made?.settings === now && made.table === table) return made.locale;
    const words =
      isSameZone && made?.settings.language === now.language
        ? made.locale
        : createLocaleContext(now.language, locales(), zone);
    const currency = conversionFor(now, table);
    const locale = words === made?.locale && isSame(words.currency ?? null, currency) ? words : { ...words, currency };
    made = { settings: now, table, locale };
    return locale;
  };
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
