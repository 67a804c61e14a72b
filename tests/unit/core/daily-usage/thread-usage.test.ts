import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isThreadId,
  parseMicros,
  parseThreadUsage,
  threadUsageDocument,
  threadUsageText,
} from '../../../../core/daily-usage/thread-usage.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';
import { mutated } from '../../../support/honest-reading.ts';

const threadId = '01a0b398-ad50-73e2-8842-097683f1b287';
const group = {
  model: 'gpt-6-astra',
  reasoningEffort: 'high',
  speed: null,
  estimatedUsageCreditsMicros: 1_234_567,
  netNewInputTokens: 10,
  cachedInputTokens: 20,
  inputTokens: 30,
  outputTokens: 5,
  totalTokens: 35,
};
const body = {
  summary: { lifetimeTokens: null },
  dailyUsageBuckets: null,
  threadUsage: {
    threadId,
    estimatedUsageCreditsMicros: 1_234_567,
    estimatedUsageUsdMicros: 49_382,
    nativeUsageUsdMicros: null,
    groups: [group],
  },
};
const usage = parseThreadUsage(body, threadId, nowMs);
const withUsage = (change: object) => ({ threadUsage: { ...body.threadUsage, ...change } });

describe('an amount in millionths', () => {
  it.each([
    [0, '0'],
    [1, '0.000001'],
    [49_382, '0.049382'],
    [1_000_000, '1'],
    [1_234_500, '1.2345'],
    [123_456_789_012, '123456.789012'],
    ['1500000', '1.5'],
    [Number.MAX_SAFE_INTEGER, '9007199254.740991'],
    [Number.MAX_SAFE_INTEGER + 1, null],
    [-1, null],
    [1.5, null],
    [null, null],
    [undefined, null],
    ['', null],
  ])('%j is %j', (micros, expected) => {
    expect(parseMicros(micros)).toBe(expected);
  });

  it('is exact for every whole number', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (micros) => {
        const [whole = '', fraction = ''] = (parseMicros(micros) ?? '').split('.');
        expect(BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))).toBe(BigInt(micros));
      }),
    );
  });
});

describe('the usage of one Codex thread', () => {
  it('states each figure as an exact decimal or a whole number', () => {
    expect(usage).toEqual({
      ...{ threadId, asOfMs: nowMs, credits: '1.234567', usd: '0.049382', nativeUsd: null, isWhole: true },
      groups: [
        {
          ...{ model: 'gpt-6-astra', reasoningEffort: 'high', speed: null, credits: '1.234567' },
          ...{ inputTokens: 30, cachedInputTokens: 20, newInputTokens: 10, outputTokens: 5, totalTokens: 35 },
        },
      ],
    });
  });

  it.each([
    ['the service has none', { ...body, threadUsage: null }],
    ['an older tool does not mention it', { summary: {}, dailyUsageBuckets: [] }],
    ['it is about another thread', withUsage({ threadId: 'another' })],
    ['it has no groups', withUsage({ groups: null })],
    ['it is no object', 'text'],
  ])('is unknown if %s', (_what, result) => {
    expect(parseThreadUsage(result, threadId, nowMs)).toBeNull();
  });

  it('says if groups are missing, and makes no 0 of an unknown figure', () => {
    const odd = parseThreadUsage(withUsage({ groups: [7, {}], estimatedUsageCreditsMicros: 'x' }), threadId, nowMs);
    expect(odd).toMatchObject({ isWhole: false, credits: null, groups: [{ credits: null, outputTokens: null }] });
  });

  it('never throws', () => {
    fc.assert(fc.property(mutated(body), (any) => void parseThreadUsage(any, threadId, nowMs)));
    fc.assert(fc.property(fc.jsonValue(), (any) => void parseThreadUsage(any, threadId, nowMs)));
  });

  it('is a document with decimal strings, and a table in both languages', () => {
    if (usage === null) throw new Error('The example is understood');
    expect(threadUsageDocument('work', usage)).toMatchObject({
      ...{ schemaVersion: 1, account: 'work', threadId, credits: '1.234567', usd: '0.049382', nativeUsd: null },
      groups: [{ model: 'gpt-6-astra', credits: '1.234567' }],
    });
    const text = threadUsageText('work', usage, english);
    expect(text).toMatch(/gpt-6-astra · high +30 +20 +5 +1\.23/);
    expect(text).toContain('work · 1.23 credits in total (estimate) · $0.049382 (estimate)');
    expect(threadUsageText('work', usage, chinese)).toContain('共 1.23 积分（估算）');
    expect(threadUsageText('work', { ...usage, groups: [], isWhole: false }, english)).toBe(
      'work · 1.23 credits in total (estimate) · $0.049382 (estimate) · some parts were not understood',
    );
  });
});

describe('the id of a thread', () => {
  it.each([
    [threadId, true],
    [threadId.toUpperCase(), true],
    ['', false],
    ['x', false],
    [`${threadId} `, false],
    [`${threadId}"}`, false],
  ])('%j: %s', (text, is) => {
    expect(isThreadId(text)).toBe(is);
  });
});
