import { createInstance } from 'i18next';

import type { LocaleContext } from '../../core/i18n/translate.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { readCatalogue } from '../../main/node/catalogues.ts';
import { createLocaleContext, type LocaleChoice, type SystemLocales } from '../../main/node/locale-context.ts';
import { pseudoCatalogue, pseudoLanguage } from './pseudo.ts';

/** A system whose language and formats are those of one tag, such as `en-GB`. */
export function systemIn(tag: string): SystemLocales {
  return { languages: [tag], formats: { numbers: tag, money: tag, times: tag } };
}

/** Texts in a language with the formats of a tag. */
export function localeIn(language: LocaleChoice['language'], tag: string, timeZone = 'UTC'): LocaleContext {
  return createLocaleContext({ ...defaultSettings, language }, systemIn(tag), timeZone);
}

/** Texts in the pseudo-locale, with the formats of `en-GB`. Users cannot choose it, so it is made here. */
export function pseudoLocale(): LocaleContext {
  const instance = createInstance();
  void instance.init({
    lng: pseudoLanguage,
    resources: { [pseudoLanguage]: { translation: pseudoCatalogue(readCatalogue('en')) } },
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  const t = (key: string, values?: object): string => instance.t(key, { ...values });
  return { ...localeIn('en', 'en-GB'), t, language: pseudoLanguage };
}
