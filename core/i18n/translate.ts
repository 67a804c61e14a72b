import type { Conversion } from '../credits/exchange-rates.ts';
import type { FormatLocales } from './format-locales.ts';
import type english from './locales/en.json';

type Base<Key> = Key extends `${infer Stem}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}` ? Stem : Key;

/** A key of the catalogue; plural endings are the catalogue's affair. */
export type MessageKey = Base<keyof typeof english>;

/** Returns the text of a catalogue key in the user's language, with its values filled in. */
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/** The user's language for words, region for numbers, money and times, time zone and currency. */
export interface LocaleContext {
  readonly t: Translate;
  /** The language of the words, a BCP 47 tag. */
  readonly language: string;
  readonly formats: FormatLocales;
  /** IANA name, for clock times. */
  readonly timeZone: string;
  /** The user's own currency for dollar amounts; left out or null: dollars are not converted. */
  readonly currency?: Conversion | null;
}

const mostSentences = 1_000;

/**
 * Returns a `translate` that keeps the texts it made. The views of many accounts hold few different texts, and making a
 * text takes far longer than finding it again. At 1,000 texts the cache starts over.
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
