import i18next from 'i18next';

import { type Conversion, conversionFor, type RateTable } from '../../core/credits/exchange-rates.ts';
import { formatLocales, type SystemFormats } from '../../core/i18n/format-locales.ts';
import { type LocaleContext, cachedTranslate } from '../../core/i18n/translate.ts';
import english from '../../core/i18n/locales/en.json';
import simplifiedChinese from '../../core/i18n/locales/zh-Hans.json';
import type { Settings } from '../../core/settings/settings.ts';
import { isolated } from '../../core/units/text.ts';

/** The languages the app speaks, each in its own name. */
export const languages = [
  { tag: 'en', name: 'English' },
  { tag: 'zh-Hans', name: '简体中文' },
] as const;

type LanguageTag = (typeof languages)[number]['tag'];

/** What the user chose of language and formats. */
export type LocaleChoice = Pick<Settings, 'language' | 'region' | 'clock'>;

/** What the system says of the user's language and region. */
export interface SystemLocales {
  /** BCP 47 tags, best first. */
  readonly languages: readonly string[];
  readonly formats: SystemFormats;
}

/** Returns texts in the chosen language, else in the system's first one that has a catalogue, and the region's formats. */
export function createLocaleContext(choice: LocaleChoice, system: SystemLocales, timeZone: string): LocaleContext {
  const language = languageOf(choice.language, system.languages);
  const catalogue = i18next.createInstance();
  void catalogue.init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: english }, 'zh-Hans': { translation: simplifiedChinese } },
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    // No value is markup here; one that runs from right to left is kept from reordering the sentence.
    interpolation: { escapeValue: true, escape: isolated },
  });
  return {
    t: cachedTranslate((key, values) => catalogue.t(key, { ...values })),
    language,
    formats: formatLocales(language, choice, system.formats),
    timeZone,
  };
}

/** The language of the user's texts: the chosen one, else the system's first one that has a catalogue, else English. */
export function languageOf(choice: Settings['language'], systemLanguages: readonly string[]): LanguageTag {
  if (choice !== 'system') return choice;
  for (const tag of systemLanguages.map((each) => each.toLowerCase())) {
    if (tag.startsWith('zh')) return 'zh-Hans';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
}

interface LocaleSources {
  readonly settings: () => Settings;
  /** The stored exchange rates; asked only where dollars are to be converted. */
  readonly rates: () => RateTable | null;
  readonly system: () => SystemLocales;
  /** The zone of now: a laptop travels, and summer time rules change. */
  readonly timeZone: () => string;
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
export function cachedLocaleContext({ settings, rates, system, timeZone }: LocaleSources): () => LocaleContext {
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
        : createLocaleContext(now, system(), zone);
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
