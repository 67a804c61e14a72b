import fc from 'fast-check';
import { bucketMs, contextSteps, type UsageBucket } from '../../core/token-usage/bucket.ts';
import type { TokenCounts } from '../../core/token-usage/entry.ts';
import { createLocalCalendar } from '../../core/token-usage/calendar.ts';
import { type UsageDocument, usageDocument } from '../../core/token-usage/document.ts';
import { createPricing } from '../../core/token-usage/prices/cost.ts';
import { shippedPrices } from '../../core/token-usage/prices/price-list.ts';
import { type UsageGrouping, type UsageQuery, usageReport } from '../../core/token-usage/report.ts';
import { noTokens, pricedBuckets } from '../../core/token-usage/sum.ts';

/** A bucket of Claude Code with one request; a test names what it is about. */
export function usageBucket(
  at: string,
  tokens: Partial<TokenCounts>,
  changes: Partial<Omit<UsageBucket, 'tokens' | 'startMs'>> = {},
): UsageBucket {
  const atMs = Date.parse(at);
  return {
    startMs: Math.floor(atMs / bucketMs) * bucketMs,
    firstMs: atMs,
    lastMs: atMs,
    requests: 1,
    tool: 'claude',
    home: '/home/sam/.claude',
    model: 'claude-opus-4-5-20251101',
    tier: 'standard',
    contextStep: 0,
    project: '/home/sam/shop',
    sessionId: 's1',
    isSideChain: false,
    statedUsd: null,
    ...changes,
    tokens: { ...noTokens, ...tokens },
  };
}

const count = fc.integer({ min: 0, max: 2_000_000 });

/** Any buckets of some months, with models that have a price and some that have none. */
export const anyBuckets: fc.Arbitrary<readonly UsageBucket[]> = fc.array(
  fc
    .record({
      atMs: fc.integer({ min: Date.parse('2026-02-20T00:00:00Z'), max: Date.parse('2026-11-30T00:00:00Z') }),
      lengthMs: fc.integer({ min: 0, max: bucketMs - 1 }),
      requests: fc.integer({ min: 1, max: 40 }),
      tool: fc.constantFrom('claude' as const, 'codex' as const, 'gemini' as const),
      model: fc.constantFrom('claude-opus-4-5-20251101', 'claude-sonnet-4-6', 'gpt-5.4', 'no-such-model', null),
      tier: fc.constantFrom('standard' as const, 'priority' as const),
      contextStep: fc.constantFrom(0, ...contextSteps),
      project: fc.constantFrom('/a/shop', '/b/site', null),
      sessionId: fc.constantFrom('s1', 's2', 's3', null),
      isSideChain: fc.boolean(),
      statedUsd: fc.constantFrom(null, 0.1, 0.0001),
      tokens: fc.record({
        input: count,
        cacheRead: count,
        cacheWrite: count,
        cacheWriteHour: count,
        output: count,
        reasoning: count,
      }),
    })
    .map(({ atMs, lengthMs, ...rest }): UsageBucket => {
      const startMs = Math.floor(atMs / bucketMs) * bucketMs;
      const lastMs = Math.min(atMs + lengthMs, startMs + bucketMs - 1);
      return { ...rest, startMs, firstMs: atMs, lastMs, home: '/home/sam/.claude' };
    }),
  { maxLength: 60 },
);

/** A document with a block of two models, one of which has no price. */
export function exampleUsageDocument(by: UsageGrouping = 'block', change: Partial<UsageQuery> = {}): UsageDocument {
  const nowMs = Date.parse('2026-11-22T00:05:00.000Z');
  const pricing = createPricing(shippedPrices());
  const buckets = [
    usageBucket('2026-11-21T10:20:00Z', { input: 1_200, output: 300, cacheRead: 45_000, cacheWrite: 9_000 }),
    usageBucket('2026-11-21T11:40:00Z', { input: 800, output: 90 }, { model: 'no-such-model', sessionId: 's2' }),
  ];
  const query: UsageQuery = {
    ...{ by, since: null, until: null, tool: null, project: null, order: null, isByProject: false, weekStart: 1 },
    ...change,
  };
  const report = usageReport(pricedBuckets(buckets, pricing.costOf), query, createLocalCalendar('UTC'), nowMs);
  return usageDocument(report, { pricing, pricesProblem: null, unread: [], nowMs });
}
