import type { Conversion } from '../credits/conversion.ts';
import type english from '../locales/en.json';

type Base<Key> = Key extends `${infer Stem}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}` ? Stem : Key;

/** A key of the catalogue; plural endings are the catalogue's affair. */
export type MessageKey = Base<keyof typeof english>;

/** Turns a key of the catalogue and its values into the reader's words. */
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/** The reader: language for words, locale and zone for numbers and times. */
export interface Reader {
  readonly t: Translate;
  /** BCP 47, for `Intl`. */
  readonly locale: string;
  /** IANA name, for clock times. */
  readonly timeZone: string;
  /** The reader's own currency for dollar amounts; left out or null: dollars are not converted. */
  readonly currency?: Conversion | null;
}
