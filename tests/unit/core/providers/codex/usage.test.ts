import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statedUnknown } from '../../../../../core/usage/fact.ts';
import { parseCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { fixtureBody } from '../../../../support/readings.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';

const asOfMs = 1_795_305_600_000;

describe('the Codex usage answer', () => {
  it.each([
    [null, ['$: null']],
    [[], ['$: array']],
    ['text', ['$: string']],
    [{}, ['$: object']],
    [{ detail: 'nope' }, ['$: object']],
    [{ rate_limit: 'x' }, ['rate_limit: string']],
    [{ plan_type: 5, credits: [] }, ['plan_type: number', 'credits: array']],
  ])('fails for %j, which is no usage body', (body, paths) => {
    expect(parseCodexUsage(body, asOfMs)).toEqual({ ok: false, paths });
  });

  it.each([[{ plan_type: 'free' }], [{ plan_type: null, credits: { has_credits: true }, surprise: [1, { a: 2 }] }]])(
    'parses %j',
    (body) => {
      expect(parseCodexUsage(body, asOfMs).ok).toBe(true);
    },
  );

  it.each([[{ rate_limit: null }], [{ credits: null, surprise: [1, { a: 2 }] }], [{ credits: {}, plan_type: null }]])(
    'fails for %j, which has nothing to show, and states that the balance is unknown',
    (body) => {
      const result = parseCodexUsage(body, asOfMs);
      expect(result).toMatchObject({ ok: false, failure: { kind: 'nothing-shown' } });
      expect(!result.ok && result.observation?.balance).toEqual(statedUnknown);
    },
  );

  it('states its source and time', () => {
    expect(parseCodexUsage({ plan_type: 'free' }, asOfMs)).toMatchObject({ observation: { source: 'poll', asOfMs } });
  });

  it('never throws and never invents a value, for any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => expectHonest(parseCodexUsage(body, asOfMs))));
  });

  const names = [
    'codex/ok',
    'codex/team-spend-limit',
    'codex/unlimited',
    'codex/malformed-primary',
    'codex/nine-hour-window',
  ];
  it.each(names)('never throws and never invents a value, whichever part of %s is replaced', (name) => {
    fc.assert(
      fc.property(mutated(fixtureBody(name)), (body) => expectHonest(parseCodexUsage(body, asOfMs))),
      { numRuns: 400 },
    );
  });

  it.each(names)('never states 0 for a value of %s that is removed', (name) => {
    const figures = ['used_percent', 'balance', 'used', 'limit', 'remaining', 'available_count'];
    const blanked: unknown = JSON.parse(JSON.stringify(fixtureBody(name)), (key, value: unknown) =>
      figures.includes(key) ? null : value,
    );
    const text = JSON.stringify(parseCodexUsage(blanked, asOfMs));
    expect(text).not.toMatch(/"value":(0|"0")|"(used|limit|remaining|available)":/);
  });
});
