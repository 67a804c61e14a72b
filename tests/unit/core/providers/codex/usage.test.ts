import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statedUnknown } from '../../../../../core/usage/fact.ts';
import { readCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { fixtureBody } from '../../../../support/readings.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';

const asOfMs = 1_795_305_600_000;

describe('readCodexUsage as a whole (X-10, X-12)', () => {
  it.each([
    [null, ['$: null']],
    [[], ['$: array']],
    ['text', ['$: string']],
    [{}, ['$: object']],
    [{ detail: 'nope' }, ['$: object']],
    [{ rate_limit: 'x' }, ['rate_limit: string']],
    [{ plan_type: 5, credits: [] }, ['plan_type: number', 'credits: array']],
  ])('X-10: %j is not a usage body', (body, paths) => {
    expect(readCodexUsage(body, asOfMs)).toEqual({ ok: false, paths });
  });

  it.each([[{ plan_type: 'free' }], [{ plan_type: null, credits: { has_credits: true }, surprise: [1, { a: 2 }] }]])(
    '%j is one',
    (body) => {
      expect(readCodexUsage(body, asOfMs).ok).toBe(true);
    },
  );

  it.each([[{ rate_limit: null }], [{ credits: null, surprise: [1, { a: 2 }] }], [{ credits: {}, plan_type: null }]])(
    '%j has nothing to show: a failed refresh, and a balance that it no longer knows is called unknown',
    (body) => {
      const result = readCodexUsage(body, asOfMs);
      expect(result).toMatchObject({ ok: false, failure: { kind: 'nothing-shown' } });
      expect(!result.ok && result.observation?.balance).toEqual(statedUnknown);
    },
  );

  it('X-1: says where and when it comes from', () => {
    expect(readCodexUsage({ plan_type: 'free' }, asOfMs)).toMatchObject({ observation: { source: 'poll', asOfMs } });
  });

  it('never throws and never invents, whatever JSON comes', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => expectHonest(readCodexUsage(body, asOfMs))));
  });

  const names = [
    'codex/ok',
    'codex/team-spend-limit',
    'codex/unlimited',
    'codex/malformed-primary',
    'codex/nine-hour-window',
  ];
  it.each(names)('never throws and never invents, whatever part of %s is replaced', (name) => {
    fc.assert(
      fc.property(mutated(fixtureBody(name)), (body) => expectHonest(readCodexUsage(body, asOfMs))),
      { numRuns: 400 },
    );
  });

  it.each(names)('X-2: a figure of %s that is taken away is never 0', (name) => {
    const figures = ['used_percent', 'balance', 'used', 'limit', 'remaining', 'available_count'];
    const blanked: unknown = JSON.parse(JSON.stringify(fixtureBody(name)), (key, value: unknown) =>
      figures.includes(key) ? null : value,
    );
    const text = JSON.stringify(readCodexUsage(blanked, asOfMs));
    expect(text).not.toMatch(/"value":(0|"0")|"(used|limit|remaining|available)":/);
  });
});
