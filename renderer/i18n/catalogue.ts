import { createInstance } from 'i18next';
import type english from '../../core/i18n/locales/renderer.en.json';

type Base<Key> = Key extends `${infer Stem}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}` ? Stem : Key;

/** A key of the renderer's catalogue, without its plural ending. */
export type UiKey = Base<keyof typeof english>;

/** Returns the text of a key with its values, in the user's language. */
export type UiTranslate = (key: UiKey, values?: Readonly<Record<string, string | number>>) => string;

/** Every `renderer.xx.json`, so that a new language only needs a new file. The pages need no text of the main process. */
const files = import.meta.glob<Record<string, string>>('../../core/i18n/locales/renderer.*.json', {
  eager: true,
  import: 'default',
});

const fallbackLanguage = 'en';

function resources(): Record<string, { translation: Record<string, string> }> {
  const byLanguage: Record<string, { translation: Record<string, string> }> = {};
  for (const [path, words] of Object.entries(files)) {
    const language = /([^/.]+)\.json$/.exec(path)?.[1] ?? fallbackLanguage;
    byLanguage[language] = { translation: { ...byLanguage[language]?.translation, ...words } };
  }
  return byLanguage;
}

const catalogue = createInstance();
void catalogue.init({
  resources: resources(),
  fallbackLng: { 'zh-CN': ['zh-Hans', 'en'], 'zh-SG': ['zh-Hans', 'en'], zh: ['zh-Hans', 'en'], default: ['en'] },
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
});

/** Returns the translate function of one language (BCP 47); English for a language without a catalogue. */
export function translateInto(language: string): UiTranslate {
  const translate = catalogue.getFixedT(language) as unknown as (key: string, values?: object) => string;
  return (key, values) => translate(key, values);
}
