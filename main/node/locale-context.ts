import i18next from 'i18next';
import english from '../../core/locales/en.json';
import simplifiedChinese from '../../core/locales/zh-Hans.json';
import { rememberedWords } from '../../core/i18n/remembered-words.ts';
import type { Settings } from '../../core/settings/settings.ts';
import type { Reader } from '../../core/i18n/translate.ts';
import { isolated } from '../../core/units/text.ts';
import { isLocale } from './host-environment.ts';

/** The languages the app speaks, each in its own name. */
export const languages = [
  { tag: 'en', name: 'English' },
  { tag: 'zh-Hans', name: '简体中文' },
] as const;

type LanguageTag = (typeof languages)[number]['tag'];

/**
 * The reader of this machine: words by the user's setting or else the system's first language that
 * we speak, numbers and times by the system's locale where it has the same language.
 *
 * @param systemLocales BCP 47 tags, best first.
 */
export function createReader(
  setting: Settings['language'],
  systemLocales: readonly string[],
  timeZone: string,
): Reader {
  const language = setting === 'system' ? spoken(systemLocales) : setting;
  const words = i18next.createInstance();
  void words.init({
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
    t: rememberedWords((key, values) => words.t(key, { ...values })),
    locale: localeFor(language, systemLocales),
    timeZone,
  };
}

/** The language a reader's words are in, as a BCP 47 tag. */
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
