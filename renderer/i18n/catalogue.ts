import { createInstance } from 'i18next';
import type { PageTexts } from '../../core/ipc/answers.ts';
import english from '../../core/i18n/locales/renderer.en.json';

type Base<Key> = Key extends `${infer Stem}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}` ? Stem : Key;

/** A key of the renderer's catalogue, without its plural ending. */
export type UiKey = Base<keyof typeof english>;

/** Returns the text of a key with its values, in the user's language. */
export type UiTranslate = (key: UiKey, values?: Readonly<Record<string, string | number>>) => string;

/** Every page has these texts. Those of another language come from the main process with the first view. */
const fallbackLanguage = 'en';
const namespace = 'translation';

const catalogue = createInstance();
void catalogue.init({
  resources: { [fallbackLanguage]: { [namespace]: english } },
  fallbackLng: fallbackLanguage,
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
});

let newest = fallbackLanguage;

/** Keeps the texts of the user's language, instead of those of another language. */
export function addTexts({ language, texts }: PageTexts): void {
  if (newest !== fallbackLanguage && newest !== language) catalogue.removeResourceBundle(newest, namespace);
  newest = language;
  if (texts !== null) catalogue.addResourceBundle(language, namespace, texts);
}

/** Returns whether the texts of a language are here. */
export function hasTexts(language: string): boolean {
  return language === fallbackLanguage || catalogue.hasResourceBundle(language, namespace);
}

/** Returns the language of the texts that came last. */
export function newestLanguage(): string {
  return newest;
}

/** How values are written into a text. */
export interface ValueForm {
  /** The tag for numbers, as the region writes them; left out: that of the language. */
  readonly numbers?: string | undefined;
  /**
   * `rtl`: values are isolated, so that a name in Latin letters does not reorder the sentence. A value that begins with
   * an isolate is a line of several parts, and follows the direction of the sentence.
   */
  readonly direction?: 'rtl' | undefined;
}

/** Returns the translate function of one language (BCP 47); English for a language whose texts are not here. */
export function translateInto(language: string, { numbers, direction }: ValueForm = {}): UiTranslate {
  const translate = catalogue.getFixedT(language) as unknown as (key: string, values?: object) => string;
  // Made at the first number, because it costs milliseconds before the first frame.
  let format: Intl.NumberFormat | null = null;
  const shown = (value: string | number): string => {
    const text =
      typeof value === 'number' ? (format ??= new Intl.NumberFormat(numbers ?? language)).format(value) : value;
    return direction === 'rtl' && text !== '' && !text.startsWith('\u2068') ? `\u2068${text}\u2069` : text;
  };
  // The number of a plural chooses the form; what is shown of it is a text, like every other value.
  return (key, values) =>
    values === undefined
      ? translate(key)
      : translate(key, {
          ...values,
          replace: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)])),
        });
}
