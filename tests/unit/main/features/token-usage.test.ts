import { describe, expect, it } from 'vitest';
import type { UsageSpan } from '../../../../core/token-usage/bucket.ts';
import { parsePriceList, type PriceListReading } from '../../../../core/token-usage/prices/price-list.ts';
import { parseUsageQuery } from '../../../../core/token-usage/query.ts';
import type { UsageQuery } from '../../../../core/token-usage/report.ts';
import { createTokenUsage, type UsageIndex, type UsageOutcome } from '../../../../main/features/token-usage.ts';
import { withTimeout } from '../../../../main/node/async.ts';
import { usageBucket } from '../../../support/usage-buckets.ts';

const nowMs = Date.parse('2026-11-22T00:05:00Z');
const buckets = [usageBucket('2026-11-21T23:30:00Z', { input: 1_000_000 })];

function queryOf(parameters: Parameters<typeof parseUsageQuery>[0] = {}): UsageQuery {
  const reading = parseUsageQuery(parameters, 'UTC');
  if (reading.kind === 'bad') throw new Error(reading.field);
  return reading.query;
}

/** Answers by an index in memory. */
function world(change: Partial<UsageIndex> = {}, own: PriceListReading | null = null, clock = { nowMs }) {
  const seen = { opened: 0, updates: 0, spans: [] as UsageSpan[], errors: [] as unknown[], closed: 0 };
  const index: UsageIndex = {
    update: () => {
      seen.updates += 1;
      return Promise.resolve(true);
    },
    buckets: (span) => {
      seen.spans.push(span);
      return buckets.filter(({ startMs }) => startMs >= span.fromMs && startMs < span.toMs);
    },
    problems: () => [],
    close: () => void (seen.closed += 1),
    ...change,
  };
  const tokens = createTokenUsage({
    open: () => {
      seen.opened += 1;
      return Promise.resolve(index);
    },
    ownPrices: () => own,
    nowMs: () => clock.nowMs,
    onError: (error) => void seen.errors.push(error),
    withTimeout,
  });
  return { tokens, seen };
}

const priceOf = (outcome: UsageOutcome): string | null =>
  outcome.kind === 'document' ? outcome.document.total.listPriceUsd : outcome.kind;

describe('answers about token usage', () => {
  it('read what is new at each question, and open the index once', async () => {
    const { tokens, seen } = world();
    expect(priceOf(await tokens.answer(queryOf(), 'UTC', { waitMs: null }))).toBe('5');
    expect(priceOf(await tokens.answer(queryOf(), 'UTC', { waitMs: null }))).toBe('5');
    expect([seen.opened, seen.updates]).toEqual([1, 2]);
  });

  it('of metrics read the logs at most every five minutes', async () => {
    const clock = { nowMs };
    const { tokens, seen } = world({}, null, clock);
    const scrape = async (): Promise<number> => {
      expect(await tokens.day('2026-11-21', 'UTC', 1000)).toHaveLength(1);
      return seen.updates;
    };
    expect([await scrape(), await scrape()]).toEqual([1, 1]);
    clock.nowMs += 4 * 60_000;
    expect(await scrape()).toBe(1);
    clock.nowMs += 60_000;
    expect(await scrape()).toBe(2);
  });

  it('look at a time that holds the days of every time zone, and count the days of one', async () => {
    const { tokens, seen } = world();
    const query = queryOf({ since: '20261122', until: '20261122' });
    const auckland = await tokens.answer(query, 'Pacific/Auckland', { waitMs: null });
    const newYork = await tokens.answer(query, 'America/New_York', { waitMs: null });
    expect([auckland, newYork].map(priceOf)).toEqual(['5', '0']);
    expect(seen.spans[0]).toEqual({
      fromMs: Date.parse('2026-11-21T00:00:00Z'),
      toMs: Date.parse('2026-11-24T00:00:00Z'),
    });
  });

  it('say how far the first reading is instead of a sum that is too small', async () => {
    const progress = { files: 1, ofFiles: 4, bytes: 10, ofBytes: 40 };
    let end: (isDone: boolean) => void = () => undefined;
    const first = new Promise<boolean>((resolve) => (end = resolve));
    const { tokens } = world({
      update: (_signal, onProgress) => {
        onProgress?.(progress);
        return first;
      },
    });
    expect(await tokens.answer(queryOf(), 'UTC', { waitMs: 1 })).toEqual({ kind: 'reading', progress });
    expect(await tokens.day('2026-11-21', 'UTC', 1)).toBeNull();
    const waiting = tokens.answer(queryOf(), 'UTC', { waitMs: null });
    end(true);
    expect(priceOf(await waiting)).toBe('5');
  });

  it('are unavailable, with a line for the log, when the index fails', async () => {
    const failing = world({ update: () => Promise.reject(new Error('The disk is gone.')) });
    expect(await failing.tokens.answer(queryOf(), 'UTC', { waitMs: null })).toEqual({ kind: 'unavailable' });
    const unreadable = world({
      buckets: () => {
        throw new Error('The file is damaged.');
      },
    });
    expect(await unreadable.tokens.answer(queryOf(), 'UTC', { waitMs: null })).toEqual({ kind: 'unavailable' });
    expect(await unreadable.tokens.day('2026-11-21', 'UTC', 100)).toBeNull();
    expect([...failing.seen.errors, ...unreadable.seen.errors].map(String)).toEqual([
      'Error: The disk is gone.',
      'Error: The file is damaged.',
      'Error: The file is damaged.',
    ]);
  });

  it('open the index again after it could not be opened', async () => {
    let isThere = false;
    const index = { update: () => Promise.resolve(true), buckets: () => buckets, problems: () => [], close: () => {} };
    const later = createTokenUsage({
      open: () => Promise.resolve(isThere ? index : null),
      ...{ ownPrices: () => null, nowMs: () => nowMs, onError: () => {}, withTimeout },
    });
    expect(await later.answer(queryOf(), 'UTC', { waitMs: null })).toEqual({ kind: 'unavailable' });
    isThere = true;
    expect(priceOf(await later.answer(queryOf(), 'UTC', { waitMs: null }))).toBe('5');
  });

  it('use the user’s own prices, and say why they do not', async () => {
    const own = parsePriceList('{"models":[{"names":["claude-opus-4-5"],"prices":[{"input":1,"output":1}]}]}');
    expect(priceOf(await world({}, own).tokens.answer(queryOf(), 'UTC', { waitMs: null }))).toBe('1');
    const bad = await world({}, parsePriceList('[]')).tokens.answer(queryOf(), 'UTC', { waitMs: null });
    expect(priceOf(bad)).toBe('5');
    expect(bad.kind === 'document' ? bad.document.prices.ownProblem : null).not.toBeNull();
  });

  it('give the buckets of one local day', async () => {
    const { tokens } = world();
    expect(await tokens.day('2026-11-21', 'UTC', 100)).toEqual(buckets);
    expect(await tokens.day('2026-11-22', 'Europe/Berlin', 100)).toEqual(buckets);
    expect(await tokens.day('2026-11-22', 'UTC', 100)).toEqual([]);
  });

  it('close an open index', async () => {
    const { tokens, seen } = world();
    await tokens.day('2026-11-21', 'UTC', 100);
    tokens.close();
    await Promise.resolve();
    expect(seen.closed).toBe(1);
  });
});
