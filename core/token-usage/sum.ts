import type { UsageBucket } from './bucket.ts';
import type { TokenCounts } from './entry.ts';
import type { CostOf } from './prices/cost.ts';
import type { Picodollars } from './prices/price-list.ts';

/** A bucket with what it cost at list price. Null: the price is not known. */
export interface PricedBucket {
  readonly bucket: UsageBucket;
  readonly cost: Picodollars | null;
}

/** What some buckets used together. */
export interface UsageSum {
  readonly requests: number;
  readonly tokens: TokenCounts;
  /** What the tokens with a known price cost. Null: there are tokens, and none of them has a known price. */
  readonly cost: Picodollars | null;
  /** The tokens that are not in `cost`, by the name of their model; null: the log names no model. */
  readonly unpriced: ReadonlyMap<string | null, TokenCounts>;
  /** The prices that the tools themselves wrote down. Null: at least one request has none. */
  readonly stated: Picodollars | null;
  /** The first and the last request, epoch ms. */
  readonly firstMs: number;
  readonly lastMs: number;
}

export const noTokens: TokenCounts = {
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWriteHour: 0,
  output: 0,
  reasoning: 0,
};

/** Returns the buckets with their costs. */
export function pricedBuckets(buckets: readonly UsageBucket[], costOf: CostOf): readonly PricedBucket[] {
  return buckets.map((bucket) => ({ bucket, cost: costOf(bucket) }));
}

/** Returns the tokens of both, kind by kind. */
export function addTokens(a: TokenCounts, b: TokenCounts): TokenCounts {
  return {
    input: a.input + b.input,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    cacheWriteHour: a.cacheWriteHour + b.cacheWriteHour,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
  };
}

/** A tool writes an amount as a decimal with fewer digits than this. */
const nanodollarsPerDollar = 1e9;

/** Returns the exact sum of buckets, whatever their order. */
export function sumOf(buckets: readonly PricedBucket[]): UsageSum {
  let [requests, tokens, firstMs, lastMs] = [0, noTokens, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [cost, hasCost, hasTokens]: [bigint, boolean, boolean] = [0n, false, false];
  let stated: bigint | null = buckets.length === 0 ? null : 0n;
  const unpriced = new Map<string | null, TokenCounts>();
  for (const { bucket, cost: own } of buckets) {
    requests += bucket.requests;
    tokens = addTokens(tokens, bucket.tokens);
    firstMs = Math.min(firstMs, bucket.firstMs);
    lastMs = Math.max(lastMs, bucket.lastMs);
    if (own === null) {
      unpriced.set(bucket.model, addTokens(unpriced.get(bucket.model) ?? noTokens, bucket.tokens));
      hasTokens = true;
    } else {
      cost += own;
      hasCost ||= own > 0n || !hasNoTokens(bucket.tokens);
    }
    const { statedUsd } = bucket;
    stated =
      stated === null || statedUsd === null
        ? null
        : stated + BigInt(Math.round(statedUsd * nanodollarsPerDollar)) * 1000n;
  }
  return { requests, tokens, cost: hasTokens && !hasCost ? null : cost, unpriced, stated, firstMs, lastMs };
}

function hasNoTokens(tokens: TokenCounts): boolean {
  return Object.values(tokens).every((count) => count === 0);
}
