import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockMs, blocksOf } from '../../../../core/token-usage/blocks.ts';
import { createLocalCalendar, isTimeZone, weekOf } from '../../../../core/token-usage/calendar.ts';
import { createPricing, dollarsOf } from '../../../../core/token-usage/prices/cost.ts';
import { shippedPrices } from '../../../../core/token-usage/prices/price-list.ts';
import {
  usageGroupings,
  type UsageGrouping,
  type UsageQuery,
  type UsageReport,
  usageReport,
} from '../../../../core/token-usage/report.ts';
import { addTokens, noTokens, pricedBuckets, sumOf } from '../../../../core/token-usage/sum.ts';
import type { UsageBucket } from '../../../../core/token-usage/bucket.ts';
import { hourMs } from '../../../../core/units/time.ts';
import { anyBuckets, usageBucket } from '../../../support/usage-buckets.ts';

const { costOf } = createPricing(shippedPrices());
const nowMs = Date.parse('2026-11-30T12:00:00Z');
const everything: UsageQuery = {
  by: 'day',
  since: null,
  until: null,
  tool: null,
  project: null,
  order: null,
  isByProject: false,
  weekStart: 1,
};
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Santiago'];

function report(
  buckets: readonly UsageBucket[],
  query: Partial<UsageQuery> = {},
  timeZone = 'UTC',
  now = nowMs,
): UsageReport {
  return usageReport(pricedBuckets(buckets, costOf), { ...everything, ...query }, createLocalCalendar(timeZone), now);
}

const dates = (made: UsageReport): readonly (string | null)[] => made.rows.map(({ name }) => name.date);
const inputs = (made: UsageReport): readonly number[] => made.rows.map(({ sum }) => sum.tokens.input);

describe('the rows of a report', () => {
  it.each(usageGroupings)('by %s have the total of all buckets, in every time zone', (by: UsageGrouping) => {
    fc.assert(
      fc.property(anyBuckets, fc.constantFrom(...zones), fc.boolean(), (buckets, zone, isByProject) => {
        const { rows, total, models } = report(buckets, { by, isByProject }, zone);
        for (const parts of [rows, models]) {
          expect(parts.reduce((sum, each) => sum + each.sum.requests, 0)).toBe(total.requests);
          expect(parts.reduce((sum, each) => addTokens(sum, each.sum.tokens), noTokens)).toEqual(total.tokens);
          expect(parts.reduce((sum, each) => sum + (each.sum.cost ?? 0n), 0n)).toBe(total.cost ?? 0n);
        }
        expect(total).toEqual(sumOf(pricedBuckets(buckets, costOf)));
      }),
      { numRuns: 40 },
    );
  });

  it('follow the clock over the changes to and from summer time', () => {
    const buckets = [
      usageBucket('2026-03-28T22:59:59Z', { input: 1 }),
      usageBucket('2026-03-28T23:00:00Z', { input: 2 }),
      usageBucket('2026-03-29T21:59:59Z', { input: 4 }),
      usageBucket('2026-03-29T22:00:00Z', { input: 8 }),
      usageBucket('2026-10-24T22:00:00Z', { input: 16 }),
      usageBucket('2026-10-25T22:59:59Z', { input: 32 }),
      usageBucket('2026-10-25T23:00:00Z', { input: 64 }),
    ];
    const made = report(buckets, {}, 'Europe/Berlin');
    expect(dates(made)).toEqual(['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-25', '2026-10-26']);
    expect(inputs(made)).toEqual([1, 6, 8, 48, 64]);
  });

  it('split a session over midnight between its days and keep it as one session', () => {
    const buckets = [
      usageBucket('2026-11-20T23:50:00Z', { input: 1 }),
      usageBucket('2026-11-21T00:10:00Z', { input: 2 }, { project: '/home/sam/other' }),
    ];
    expect(inputs(report(buckets))).toEqual([1, 2]);
    const [session, ...others] = report(buckets, { by: 'session' }).rows;
    expect(others).toEqual([]);
    expect(session?.name).toMatchObject({ sessionId: 's1', tool: 'claude', project: '/home/sam/other' });
    expect(session?.sum.tokens.input).toBe(3);
  });

  it('take whole local days from the first to the last', () => {
    const buckets = ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21'].map((day) =>
      usageBucket(`${day}T12:00:00Z`, { input: 1 }),
    );
    const query = { since: '2026-11-19', until: '2026-11-20' };
    expect(dates(report(buckets, query))).toEqual(['2026-11-19', '2026-11-20']);
    expect(dates(report(buckets, { ...query, order: 'desc' }))).toEqual(['2026-11-20', '2026-11-19']);
  });

  it('take one tool or one project, by its path or its name', () => {
    const buckets = [
      usageBucket('2026-11-20T12:00:00Z', { input: 1 }, { project: '/a/shop' }),
      usageBucket('2026-11-20T12:00:00Z', { input: 2 }, { project: '/b/shop', tool: 'codex' }),
      usageBucket('2026-11-20T12:00:00Z', { input: 4 }, { project: '/a/shopping' }),
      usageBucket('2026-11-20T12:00:00Z', { input: 8 }, { project: null }),
    ];
    expect(inputs(report(buckets, { project: 'shop' }))).toEqual([3]);
    expect(inputs(report(buckets, { project: '/b/shop' }))).toEqual([2]);
    expect(inputs(report(buckets, { tool: 'claude' }))).toEqual([13]);
    expect(inputs(report(buckets, { by: 'project', order: 'asc' }))).toEqual([1, 2, 4, 8]);
  });

  it('have the dearest model first, and what has no price last', () => {
    const buckets = [
      usageBucket('2026-11-20T12:00:00Z', { input: 9_000 }, { model: 'no-such-model' }),
      usageBucket('2026-11-20T12:00:00Z', { input: 1_000 }, { model: 'claude-haiku-4-5' }),
      usageBucket('2026-11-20T12:00:00Z', { input: 1_000 }),
    ];
    const { rows, total } = report(buckets, { by: 'model' });
    expect(rows.map(({ name }) => name.model)).toEqual([
      'claude-opus-4-5-20251101',
      'claude-haiku-4-5',
      'no-such-model',
    ]);
    expect(total.cost === null ? null : dollarsOf(total.cost)).toBe('0.006');
    expect([...total.unpriced].map(([model, { input }]) => [model, input])).toEqual([['no-such-model', 9_000]]);
    expect(rows.at(-1)?.sum.cost).toBeNull();
  });

  it('add the prices that the tools wrote only where each request has one', () => {
    const stated = [0.1, 0.2].map((statedUsd) => usageBucket('2026-11-20T12:00:00Z', { input: 1 }, { statedUsd }));
    expect(sumOf(pricedBuckets(stated, costOf)).stated).toBe(300_000_000_000n);
    const partly = [...stated, usageBucket('2026-11-20T12:00:00Z', { input: 1 })];
    expect(sumOf(pricedBuckets(partly, costOf)).stated).toBeNull();
  });
});

describe('weeks', () => {
  it.each([
    ['2026-11-29', 1, '2026-11-23'],
    ['2026-11-30', 1, '2026-11-30'],
    ['2026-11-29', 0, '2026-11-29'],
    ['2027-01-01', 1, '2026-12-28'],
    ['2026-11-30', 6, '2026-11-28'],
  ] as const)('of %s that begin with day %d begin on %s', (date, start, first) => {
    expect(weekOf(date, start)).toBe(first);
  });
});

describe('time zones', () => {
  it('are those that the system knows', () => {
    expect(['UTC', 'Asia/Kolkata', '', 'Mars/Base', '../x'].map(isTimeZone)).toEqual([true, true, false, false, false]);
  });
});

describe('blocks', () => {
  const at = (time: string, changes: Partial<UsageBucket> = {}): UsageBucket =>
    usageBucket(`2026-11-20T${time}Z`, { input: 1 }, changes);
  const spans = (buckets: readonly UsageBucket[]): readonly string[] =>
    blocksOf(pricedBuckets(buckets, costOf)).map(
      ({ tool, startMs, endMs, buckets: { length } }) =>
        `${tool} ${new Date(startMs).toISOString().slice(11, 16)}-${new Date(endMs).toISOString().slice(11, 16)} ${length}`,
    );

  it('begin with the full hour of the first request and last five hours', () => {
    expect(spans([at('08:40:00'), at('12:59:59'), at('13:00:00')])).toEqual([
      'claude 08:00-13:00 2',
      'claude 13:00-18:00 1',
    ]);
  });

  it('belong to one tool', () => {
    expect(spans([at('08:40:00'), at('09:20:00', { tool: 'codex' })])).toEqual([
      'claude 08:00-13:00 1',
      'codex 09:00-14:00 1',
    ]);
  });

  it('are the same as if every request were counted by itself', () => {
    fc.assert(
      fc.property(anyBuckets, (buckets) => {
        const blocks = blocksOf(pricedBuckets(buckets, costOf));
        for (const { tool, startMs, endMs, buckets: own } of blocks) {
          expect(startMs % hourMs).toBe(0);
          expect(endMs - startMs).toBe(blockMs);
          for (const { bucket } of own) {
            expect(bucket.tool).toBe(tool);
            expect(bucket.firstMs).toBeGreaterThanOrEqual(startMs);
            expect(bucket.lastMs).toBeLessThan(endMs);
          }
        }
        expect(blocks.flatMap(({ buckets: own }) => own)).toHaveLength(buckets.length);
      }),
    );
  });

  it('are active until they end or nothing came for five hours', () => {
    const buckets = [at('08:40:00')];
    const isActiveAt = (time: string): boolean | undefined =>
      report(buckets, { by: 'block' }, 'UTC', Date.parse(`2026-11-20T${time}Z`)).rows[0]?.name.block?.isActive;
    expect([isActiveAt('12:59:00'), isActiveAt('13:00:00')]).toEqual([true, false]);
  });
});
