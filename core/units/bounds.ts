import * as v from 'valibot';

import { farthestMs } from './time.ts';

/** The length of the longest name, label or text of an account. The app writes no longer text. */
export const longestText = 10_000;

/** The length of the longest id of an account, a window or the like. */
export const longestId = 200;

/** The schema of a currency code, ISO 4217 in upper case. No other text can be shown as a currency. */
export const currencyCode = v.pipe(boundedText(3), v.regex(/^[A-Z]{3}$/));

/** The schema of a time that can be written as a date, epoch ms. */
export const epochMs = v.pipe(v.number(), v.minValue(-farthestMs), v.maxValue(farthestMs));

/**
 * Returns the schema of a text with at most `maxLength` UTF-16 units. It refuses a longer text before any other check
 * of the pipe. A pattern may need far more than linear time for a long text.
 */
export function boundedText(maxLength: number, message?: string) {
  const tooLong = atMost(maxLength, 'characters');
  const refusal = (value: unknown) => (typeof value === 'string' && value.length > maxLength ? tooLong : null);
  return v.pipe(guarded(v.string(message), refusal), v.maxLength(maxLength));
}

/** Returns the schema of a list with at most `maxLength` items. It reads no item of a longer list. */
export function boundedList<Item extends v.GenericSchema>(item: Item, maxLength: number, message?: string) {
  const tooLong = atMost(maxLength, 'items');
  const refusal = (value: unknown) => (Array.isArray(value) && value.length > maxLength ? tooLong : null);
  return v.pipe(guarded(v.array(item, message), refusal), v.maxLength(maxLength));
}

/**
 * Returns the schema of an object, not a list, with at most `maxEntries` own keys. It reads no value of a larger
 * object.
 */
export function boundedRecord<
  Key extends v.BaseSchema<string, string | number | symbol, v.BaseIssue<unknown>>,
  Value extends v.GenericSchema,
>(key: Key, value: Value, maxEntries: number, message?: string) {
  const tooLong = atMost(maxEntries, 'entries');
  const refusal = (given: unknown) => {
    if (Array.isArray(given)) return message ?? 'expected an object';
    return typeof given === 'object' && given !== null && Object.keys(given).length > maxEntries ? tooLong : null;
  };
  return guarded(v.record(key, value, message), refusal);
}

function atMost(most: number, what: string): string {
  return `expected at most ${most} ${what}`;
}

/** Returns the schema with a check before it. It sees only values for which `refusal` returns null. */
function guarded<Schema extends v.GenericSchema>(schema: Schema, refusal: (value: unknown) => string | null): Schema {
  return {
    ...schema,
    '~run': (dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) => {
      const because = refusal(dataset.value);
      if (because === null) return schema['~run'](dataset, config);
      return v.custom<unknown>(() => false, because)['~run'](dataset, config);
    },
  };
}
