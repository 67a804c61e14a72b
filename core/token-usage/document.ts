import * as v from 'valibot';
import { boundedList, boundedText } from '../units/bounds.ts';
import { toIso } from '../units/time.ts';
import { totalTokens } from './bucket.ts';
import { type TokenCounts, usageTools } from './entry.ts';
import { dollarsOf, type Pricing } from './prices/cost.ts';
import type { PriceSource } from './prices/price-list.ts';
import { sourcesOf } from './prices/price-list.ts';
import { type UsageModelPart, usageGroupings, type UsageReport, type UsageRow } from './report.ts';
import type { UsageSum } from './sum.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = boundedText(10_000);
const dollars = v.pipe(boundedText(60), v.regex(/^\d+(\.\d+)?$/));
const day = v.pipe(boundedText(10), v.regex(/^\d{4}-\d{2}-\d{2}$/));
const time = boundedText(40);

const tokens = v.object({
  input: count,
  cacheRead: count,
  cacheWrite: count,
  cacheWriteHour: count,
  output: count,
  reasoning: count,
  total: count,
});
const figures = {
  requests: count,
  tokens,
  /** What the tokens with a known price cost. Null: no token has a known price. */
  listPriceUsd: v.nullable(dollars),
  /** The tokens that are not in `listPriceUsd`. */
  unpriced: boundedList(v.object({ model: v.nullable(text), tokens: count }), 10_000),
  /** The prices that the tools wrote down themselves. Null: at least one request has none. */
  statedUsd: v.nullable(dollars),
};
const models = boundedList(v.object({ model: v.nullable(text), ...figures }), 10_000);
const row = v.object({
  date: v.nullable(boundedText(10)),
  hour: v.nullable(count),
  sessionId: v.nullable(text),
  project: v.nullable(text),
  model: v.nullable(text),
  tool: v.nullable(v.picklist(usageTools)),
  isSideChain: v.nullable(v.boolean()),
  block: v.nullable(v.object({ startsAt: time, endsAt: time, isActive: v.boolean() })),
  firstAt: time,
  lastAt: time,
  ...figures,
  models,
});

/** What `GET /v1/usage` and `quota-tray usage --json` return. Dollars are exact decimal strings. */
export const usageDocumentSchema = v.object({
  schemaVersion: v.literal(1),
  generatedAt: time,
  by: v.picklist(usageGroupings),
  timeZone: text,
  since: v.nullable(day),
  until: v.nullable(day),
  tool: v.nullable(v.picklist(usageTools)),
  project: v.nullable(text),
  prices: v.object({
    /** A subscription is not billed by list prices. */
    basis: v.literal('list-price'),
    currency: v.literal('USD'),
    sources: boundedList(v.object({ name: text, date: day }), 20),
    /** True: the user's own prices are in the sums. */
    hasOwn: v.boolean(),
    /** Why the user's own prices are not used. Null: they are, or there are none. */
    ownProblem: v.nullable(text),
  }),
  rows: boundedList(row, 1_000_000),
  total: v.object({ ...figures, models }),
  /** Files and folders that could not be read, so that the figures may be too small. */
  unread: boundedList(v.object({ tool: v.picklist(usageTools), file: text, code: text }), 100),
});

export type UsageDocument = v.InferOutput<typeof usageDocumentSchema>;
export type UsageFigures = UsageDocument['total'];
/** A file or folder that could not be read, and the code of the system's error. */
export type UnreadFile = Readonly<UsageDocument['unread'][number]>;
export type UsageDocumentRow = UsageDocument['rows'][number];

/** Where a document comes from, beside the report. */
export interface UsageOrigin {
  readonly pricing: Pricing;
  /** Why the user's own prices are not used. Null: they are, or there are none. */
  readonly pricesProblem: string | null;
  readonly unread: readonly UnreadFile[];
  readonly nowMs: number;
}

/** Returns a report as a program reads it. */
export function usageDocument(
  report: UsageReport,
  { pricing, pricesProblem, unread, nowMs }: UsageOrigin,
): UsageDocument {
  const { query, timeZone, rows, total } = report;
  const used = report.models.flatMap(({ model }) => (model === null ? [] : (pricing.pricesOf(model) ?? [])));
  return {
    schemaVersion: 1,
    generatedAt: toIso(nowMs),
    ...{ by: query.by, timeZone, since: query.since, until: query.until, tool: query.tool, project: query.project },
    prices: {
      ...{ basis: 'list-price', currency: 'USD' },
      sources: sourcesOf(used).map(({ name, date }: PriceSource) => ({ name, date })),
      hasOwn: used.some(({ source }) => source === null),
      ownProblem: pricesProblem,
    },
    rows: rows.map(rowOf),
    total: { ...figuresOf(total), models: report.models.map(modelOf) },
    unread: unread.slice(0, 100),
  };
}

function rowOf({ name, sum, models: parts }: UsageRow): UsageDocumentRow {
  const { block } = name;
  return {
    ...{ date: name.date, hour: name.hour, sessionId: name.sessionId, project: name.project },
    ...{ model: name.model, tool: name.tool, isSideChain: name.isSideChain },
    block:
      block === null ? null : { startsAt: toIso(block.startMs), endsAt: toIso(block.endMs), isActive: block.isActive },
    firstAt: toIso(sum.firstMs),
    lastAt: toIso(sum.lastMs),
    ...figuresOf(sum),
    models: parts.map(modelOf),
  };
}

function modelOf({ model, sum }: UsageModelPart): UsageFigures['models'][number] {
  return { model, ...figuresOf(sum) };
}

function figuresOf({ requests, tokens: used, cost, unpriced, stated }: UsageSum): Omit<UsageFigures, 'models'> {
  return {
    requests,
    tokens: countsOf(used),
    listPriceUsd: cost === null ? null : dollarsOf(cost),
    unpriced: [...unpriced].map(([model, without]) => ({ model, tokens: totalTokens(without) })),
    statedUsd: stated === null ? null : dollarsOf(stated),
  };
}

function countsOf(counts: TokenCounts): UsageFigures['tokens'] {
  return { ...counts, total: totalTokens(counts) };
}
