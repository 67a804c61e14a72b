import * as v from 'valibot';
import { boundedList, boundedText } from '../../units/bounds.ts';
import { dateMs, parseDate } from '../../units/calendar.ts';
import { parseDecimal } from '../../units/decimal.ts';
import { parseJson } from '../../units/json.ts';
import shipped from './list.json' with { type: 'json' };
import { priceName } from './model-name.ts';

/**
 * A price in millionths of a millionth of a dollar for a token. That is a millionth of a dollar for a million tokens, so
 * every price of a list is a whole number, and sums are exact.
 */
export type Picodollars = bigint;

/** What a token of each kind costs. Undefined: the list does not say. */
export interface Rates {
  readonly input: Picodollars;
  readonly output: Picodollars;
  readonly cacheRead?: Picodollars | undefined;
  readonly cacheWrite?: Picodollars | undefined;
  readonly cacheWriteHour?: Picodollars | undefined;
}

/** The prices of a model from a day on, or for some hours of each day. */
export interface PriceRow extends Rates {
  /** The first moment of these prices, epoch ms. Null: from the beginning. */
  readonly fromMs: number | null;
  /** The hours of the day in UTC, from the first to before the second. Null: all day. */
  readonly hoursUtc: readonly [number, number] | null;
  /** The prices of a whole request whose input is larger than `tokens`, the smallest size first. */
  readonly above: readonly (Rates & { readonly tokens: number })[];
  readonly priority: Rates | null;
  readonly batch: Rates | null;
}

/** The public list that states a price, and its day. */
export interface PriceSource {
  readonly name: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
}

/** The prices of one model. */
export interface ModelPrices {
  /** Null: the user's own prices. */
  readonly source: PriceSource | null;
  /** Where the prices of priority and batch requests come from, if from another list. */
  readonly tierSource: PriceSource | null;
  /** Of the rows that apply to a moment, the last one counts. */
  readonly rows: readonly PriceRow[];
}

/** Prices by the name that `priceName` returns. */
export type PriceList = ReadonlyMap<string, ModelPrices>;

const picodollars = v.pipe(
  v.union([boundedText(30), v.number()]),
  v.transform(parsePicodollars),
  v.bigint('expected US dollars for a million tokens, such as "2.50", with at most 6 decimals'),
);
const rateEntries = {
  input: picodollars,
  output: picodollars,
  cacheRead: v.optional(picodollars),
  cacheWrite: v.optional(picodollars),
  cacheWriteHour: v.optional(picodollars),
};
const hour = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24));
const row = v.strictObject({
  ...rateEntries,
  from: v.optional(
    v.pipe(
      boundedText(10),
      v.check((text) => parseDate(text) === text, 'expected a day such as "2026-09-23"'),
    ),
  ),
  hoursUtc: v.optional(v.tuple([hour, hour])),
  above: v.optional(
    boundedList(
      v.strictObject({ ...rateEntries, tokens: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) }),
      8,
      'expected a list of sizes',
    ),
    [],
  ),
  priority: v.optional(v.strictObject(rateEntries)),
  batch: v.optional(v.strictObject(rateEntries)),
});
const model = v.strictObject({
  names: v.pipe(boundedList(v.pipe(boundedText(200), v.minLength(1)), 50), v.minLength(1)),
  source: v.optional(boundedText(40)),
  tierSource: v.optional(boundedText(40)),
  prices: v.pipe(boundedList(row, 50), v.minLength(1)),
});
const source = v.strictObject({ name: boundedText(100), date: boundedText(10) });
/** The schema of a list of prices: the one that comes with the app and the user's own. */
export const priceListSchema = v.strictObject({
  sources: v.optional(v.record(boundedText(40), source), {}),
  models: boundedList(model, 2000, 'expected a list of models'),
});

export type PriceListReading =
  | { readonly kind: 'prices'; readonly prices: PriceList }
  /** `problem` names the first field that is wrong. */
  | { readonly kind: 'bad'; readonly problem: string };

/** Returns the prices in the text of the user's own file, or what is wrong with it. Never throws. */
export function parsePriceList(text: string): PriceListReading {
  const result = v.safeParse(priceListSchema, parseJson(text), { abortEarly: true });
  if (result.success) return { kind: 'prices', prices: listOf(result.output) };
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  return { kind: 'bad', problem: field === null ? issue.message : `${field}: ${issue.message}` };
}

let shippedList: PriceList | null = null;

/** Returns the prices that come with the app. They are made at the first call. */
export function shippedPrices(): PriceList {
  return (shippedList ??= listOf(v.parse(priceListSchema, shipped)));
}

/** Returns both lists as one. A model of the user's own list counts before the same model of the other one. */
export function withOwnPrices(list: PriceList, own: PriceList): PriceList {
  return own.size === 0 ? list : new Map([...list, ...own]);
}

/** Returns the public lists behind some prices, each once. */
export function sourcesOf(list: Iterable<ModelPrices>): readonly PriceSource[] {
  const byName = new Map<string, PriceSource>();
  for (const each of list) {
    for (const stated of [each.source, each.tierSource]) if (stated !== null) byName.set(stated.name, stated);
  }
  return [...byName.values()];
}

function listOf({ sources, models }: v.InferOutput<typeof priceListSchema>): PriceList {
  const named = (id: string | undefined): PriceSource | null => (id === undefined ? null : (sources[id] ?? null));
  return new Map(
    models.flatMap(({ names, source: from, tierSource, prices }) => {
      const priced: ModelPrices = { source: named(from), tierSource: named(tierSource), rows: prices.map(rowOf) };
      return names.map((name) => [priceName(name), priced] as const);
    }),
  );
}

function rowOf({ from, hoursUtc, above, priority, batch, ...rates }: v.InferOutput<typeof row>): PriceRow {
  return {
    ...rates,
    fromMs: from === undefined ? null : dateMs(from),
    hoursUtc: hoursUtc ?? null,
    above: [...above].sort((a, b) => a.tokens - b.tokens),
    priority: priority ?? null,
    batch: batch ?? null,
  };
}

/** Dollars for a million tokens as picodollars for a token; null: no exact amount from 0 to 9,999,999. */
function parsePicodollars(input: string | number): bigint | null {
  const amount = parseDecimal(input);
  const parts = amount === null ? null : /^(\d{1,7})(?:\.(\d{1,6}))?$/.exec(amount);
  return parts === null ? null : BigInt(`${parts[1] ?? ''}${(parts[2] ?? '').padEnd(6, '0')}`);
}
