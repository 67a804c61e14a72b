import type { LocaleContext } from '../../core/i18n/translate.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { createLocaleContext, type LocaleChoice, type SystemLocales } from '../../main/node/locale-context.ts';

/** A system whose language and formats are those of one tag, such as `en-GB`. */
export function systemIn(tag: string): SystemLocales {
  return { languages: [tag], formats: { numbers: tag, money: tag, times: tag } };
}

/** Texts in a language with the formats of a tag. */
export function localeIn(language: LocaleChoice['language'], tag: string, timeZone = 'UTC'): LocaleContext {
  return createLocaleContext({ ...defaultSettings, language }, systemIn(tag), timeZone);
}
