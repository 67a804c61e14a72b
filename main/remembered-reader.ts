import type { Conversion } from '../core/credits/conversion.ts';
import { conversionFor, type RateTable } from '../core/credits/rates.ts';
import type { Settings } from '../core/settings/settings.ts';
import type { Reader } from '../core/i18n/translate.ts';
import { createReader } from './node/locale-context.ts';

export interface ReaderSources {
  readonly settings: () => Settings;
  /** The kept exchange rates; asked only where dollars are to be converted. */
  readonly rates: () => RateTable | null;
  readonly locales: () => readonly string[];
  /** The zone of now: a laptop travels, and summer time rules change. */
  readonly timeZone: () => string;
}

interface Made {
  readonly settings: Settings;
  readonly table: RateTable | null;
  readonly reader: Reader;
}

/**
 * The reader of this machine, the same object until it would say something else: views are remembered
 * by it, and making one loads catalogues, which only a change of the language needs.
 */
export function rememberedReader({ settings, rates, locales, timeZone }: ReaderSources): () => Reader {
  let made: Made | null = null;
  return () => {
    const now = settings();
    const table = now.displayCurrency === 'USD' ? null : rates();
    const zone = timeZone();
    const isSameZone = made?.reader.timeZone === zone;
    if (isSameZone && made?.settings === now && made.table === table) return made.reader;
    const words =
      isSameZone && made?.settings.language === now.language
        ? made.reader
        : createReader(now.language, locales(), zone);
    const currency = conversionFor(now, table);
    const reader = words === made?.reader && isSame(words.currency ?? null, currency) ? words : { ...words, currency };
    made = { settings: now, table, reader };
    return reader;
  };
}

function isSame(one: Conversion | null, other: Conversion | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.currency === other.currency &&
    one.perUsd === other.perUsd &&
    one.date === other.date &&
    one.source === other.source
  );
}
