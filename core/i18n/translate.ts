import type { Conversion } from '../credits/exchange-rates.ts';
import type { FormatLocales } from './format-locales.ts';
import type english from './locales/en.json';

type Base<Key> = Key extends `${infer Stem}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}` ? Stem : Key;

/** A key of the catalogue, without a plural ending. Only the catalogue knows plural endings. */
export type MessageKey = Base<keyof typeof english>;

/** Returns the text of a catalogue key in the user's language, with its values filled in. */
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/** The user's language, region formats, time zone and currency. */
export interface LocaleContext {
  readonly t: Translate;
  /** The user's language as a BCP 47 tag. */
  readonly language: string;
  readonly formats: FormatLocales;
  /** The IANA name of the time zone, for clock times. */
  readonly timeZone: string;
  /** The user's own currency for dollar amounts; left out or null: dollars are not converted. */
  readonly currency?: Conversion | null;
  /** True: amounts of money and credits are shown as dots. Left out: they are shown. */
  readonly hidesAmounts?: boolean;
}

const mostSentences = 1_000;

/**
 * Returns a `translate` that caches its texts. The views of many accounts contain few different texts, and making a
 * text takes far longer than looking it up. At 1,000 texts the cache starts again.
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
