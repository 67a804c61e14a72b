import * as v from 'valibot';

/** Short names, labels and texts of an account; longer ones are not ours. */
export const longestText = 10_000;

/** Ids of accounts, windows and the like. */
export const longestId = 200;

/**
 * A text of at most `maxLength` UTF-16 units. A longer one is refused before any other check of the pipe
 * sees it, because a pattern may need far more than linear time for a long text.
 */
export function boundedText(maxLength: number, message?: string) {
  const tooLong = atMost(maxLength, 'characters');
  const refusal = (value: unknown) => (typeof value === 'string' && value.length > maxLength ? tooLong : null);
  return v.pipe(guarded(v.string(message), refusal), v.maxLength(maxLength));
}

/** A list of at most `maxLength` items. No item of a longer list is read. */
export function boundedList<Item extends v.GenericSchema>(item: Item, maxLength: number, message?: string) {
  const tooLong = atMost(maxLength, 'items');
  const refusal = (value: unknown) => (Array.isArray(value) && value.length > maxLength ? tooLong : null);
  return v.pipe(guarded(v.array(item, message), refusal), v.maxLength(maxLength));
}

/** An object, not a list, of at most `maxEntries` own keys. No value of a larger one is read. */
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

/** The schema, which is asked only about what is not refused; null: it is not. */
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

/** Deeper texts are refused: whatever walks the value later does so with the stack of a function call. */
const deepestJson = 100;

/** The value of a JSON text; undefined where it is none or is nested deeper than 100 levels. Never throws. */
export function parseJson(text: string): unknown {
  if (depthOf(text) > deepestJson) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** How many brackets and braces are open at once at the most, outside of quotes. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index];
    if (isQuoted) {
      if (sign === '\\') index += 1;
      else if (sign === '"') isQuoted = false;
    } else if (sign === '"') {
      isQuoted = true;
    } else if (sign === '{' || sign === '[') {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (sign === '}' || sign === ']') {
      depth -= 1;
    }
  }
  return deepest;
}
