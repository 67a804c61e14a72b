import type { Conversion } from '../credits/exchange-rates.ts';
import type english from '../locales/en.json';

type Base<Key> = Key extends `${infer Stem}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}` ? Stem : Key;

/** A key of the catalogue; plural endings are the catalogue's affair. */
export type MessageKey = Base<keyof typeof english>;

/** Turns a key of the catalogue and its values into the reader's words. */
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/** The reader: language for words, locale and zone for numbers and times. */
export interface LocaleContext {
  readonly t: Translate;
  /** BCP 47, for `Intl`. */
  readonly formatLocale: string;
  /** IANA name, for clock times. */
  readonly timeZone: string;
  /** The reader's own currency for dollar amounts; left out or null: dollars are not converted. */
  readonly currency?: Conversion | null;
}

const mostSentences = 1_000;

/**
 * The same words, each sentence made once: the views of many accounts say few different things, and
 * filling in a sentence takes far longer than finding it again. Begins anew when it holds too many.
 */
export function cachedTranslate(translate: Translate): Translate {
  let sentences = new Map<string, string>();
  return (key, values) => {
    const name = nameOf(key, values);
    const known = sentences.get(name);
    if (known !== undefined) return known;
    if (sentences.size >= mostSentences) sentences = new Map();
    const sentence = translate(key, values);
    sentences.set(name, sentence);
    return sentence;
  };
}

function nameOf(key: MessageKey, values: Parameters<Translate>[1]): string {
  if (values === undefined) return key;
  let name: string = key;
  for (const field in values) name += `\u0000${field}\u0000${typeof values[field]}\u0000${values[field]}`;
  return name;
}
