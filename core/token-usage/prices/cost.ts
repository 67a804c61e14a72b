import { assertNever } from '../../assert-never.ts';
import { hourMs } from '../../units/time.ts';
import { contextSteps, totalTokens, type UsageBucket } from '../bucket.ts';
import { priceName } from './model-name.ts';
import type { ModelPrices, Picodollars, PriceList, PriceRow, Rates } from './price-list.ts';

/** Returns what the requests of a bucket cost at list price. Null: the list does not say all that this needs. */
export type CostOf = (bucket: UsageBucket) => Picodollars | null;

/** A price list that remembers the models it was asked for. */
export interface Pricing {
  readonly costOf: CostOf;
  /** Returns the prices of a model; null: the list has none. */
  readonly pricesOf: (model: string) => ModelPrices | null;
}

/** Makes the functions that look up a price list. Each name of a model is worked out once. */
export function createPricing(list: PriceList): Pricing {
  const known = new Map<string, ModelPrices | null>();

  function pricesOf(model: string): ModelPrices | null {
    const found = known.get(model);
    if (found !== undefined) return found;
    const prices = list.get(priceName(model)) ?? null;
    known.set(model, prices);
    return prices;
  }

  return {
    pricesOf,
    costOf: (bucket) => {
      if (totalTokens(bucket.tokens) === 0) return 0n;
      const prices = bucket.model === null ? null : pricesOf(bucket.model);
      const row = prices?.rows.findLast((each) => applies(each, bucket.startMs)) ?? null;
      const rates = row === null ? null : ratesOf(row, bucket);
      return rates === null ? null : costAt(rates, bucket);
    },
  };
}

/** A bucket lies within one hour, so all of its requests have one price. */
function applies({ fromMs, hoursUtc }: PriceRow, startMs: number): boolean {
  if (fromMs !== null && startMs < fromMs) return false;
  if (hoursUtc === null) return true;
  const hour = Math.floor(startMs / hourMs) % 24;
  return hour >= hoursUtc[0] && hour < hoursUtc[1];
}

/** Null: the row has no price for this tier or for requests of this size. */
function ratesOf(row: PriceRow, { tier, contextStep }: UsageBucket): Rates | null {
  const sized = ratesOfSize(row, contextStep);
  switch (tier) {
    case 'standard':
      return sized;
    case 'priority':
      return sized === row ? row.priority : null;
    case 'batch':
      return sized === row ? row.batch : null;
    default:
      return assertNever(tier);
  }
}

/**
 * The prices of requests whose input is larger than `contextStep` and no larger than the next step. Null: a price
 * changes between the two, so that the requests may have different prices.
 */
function ratesOfSize(row: PriceRow, contextStep: number): Rates | null {
  const nextStep = contextSteps.find((step) => step > contextStep) ?? Number.POSITIVE_INFINITY;
  const isUnclear = row.above.some(({ tokens }) => tokens > contextStep && tokens < nextStep);
  if (isUnclear) return null;
  return row.above.findLast(({ tokens }) => tokens <= contextStep) ?? row;
}

/** Null: there are tokens of a kind for which the list has no price. */
function costAt(rates: Rates, { tokens }: UsageBucket): Picodollars | null {
  const parts: readonly (readonly [number, Picodollars | undefined])[] = [
    [tokens.input, rates.input],
    [tokens.output, rates.output],
    [tokens.reasoning, rates.output],
    [tokens.cacheRead, rates.cacheRead],
    [tokens.cacheWrite, rates.cacheWrite],
    [tokens.cacheWriteHour, rates.cacheWriteHour],
  ];
  let sum = 0n;
  for (const [count, price] of parts) {
    if (count === 0) continue;
    if (price === undefined) return null;
    sum += BigInt(count) * price;
  }
  return sum;
}

/** Returns an amount as exact US dollars, such as `"0.0123"`. */
export function dollarsOf(amount: Picodollars): string {
  const digits = amount.toString().padStart(13, '0');
  const fraction = digits.slice(-12).replace(/0+$/, '');
  return `${digits.slice(0, -12)}${fraction === '' ? '' : `.${fraction}`}`;
}
