import { readFileSync } from 'node:fs';

import { createInstance } from 'i18next';

import { type LocaleContext, cachedTranslate } from '../../core/i18n/translate.ts';

/** The English words as the app has them, read from the catalogue without a bundler. */
export function englishReader(): LocaleContext {
  const catalogue = JSON.parse(
    readFileSync(new URL('../../core/i18n/locales/en.json', import.meta.url), 'utf8'),
  ) as Record<string, string>;
  const words = createInstance();
  void words.init({
    lng: 'en',
    resources: { en: { translation: catalogue } },
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  return {
    t: cachedTranslate((key, values) => words.t(key, { ...values })),
    language: 'en',
    formats: { numbers: 'en-US', money: 'en-US', times: 'en-US' },
    timeZone: 'UTC',
  };
}
