import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClaudeUsage } from '../../../../../core/providers/claude/usage.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';
import { fixtureBody } from '../../../../support/readings.ts';

const asOfMs = 1_795_305_600_000;

describe('readClaudeUsage as a whole (X-10, X-12)', () => {
  it.each([
    [null, ['$: null']],
    [[], ['$: array']],
    ['text', ['$: string']],
    [{}, ['$: object']],
    [{ type: 'error', error: {} }, ['$: object']],
    [{ five_hour: 'x' }, ['five_hour: string']],
    [{ limits: 5, extra_usage: 5 }, ['limits: number', 'extra_usage: number']],
  ])('X-10: %j is not a usage body', (body, paths) => {
    expect(readClaudeUsage(body, asOfMs)).toEqual({ ok: false, paths });
  });

  it('X-1: says where and when it comes from', () => {
    expect(readClaudeUsage({ five_hour: null }, asOfMs)).toEqual({
      ok: false,
      paths: ['$: object'],
      failure: { kind: 'nothing-shown' },
      observation: { source: 'poll', asOfMs, windows: { complete: true, items: [] }, oddPaths: [] },
    });
  });

  it('never throws and never invents, whatever JSON comes', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => expectHonest(readClaudeUsage(body, asOfMs))));
  });

  it.each(['claude/full', 'claude/extra-usage-only'])(
    'never throws and never invents, whatever part of %s is replaced',
    (name) => {
      fc.assert(
        fc.property(mutated(fixtureBody(name)), (body) => expectHonest(readClaudeUsage(body, asOfMs))),
        { numRuns: 600 },
      );
    },
  );

  it.each(['claude/full', 'claude/extra-usage-only'])('X-2: a figure of %s that is taken away is never 0', (name) => {
    const figures = ['utilization', 'percent', 'amount_minor', 'used_credits', 'monthly_limit'];
    const blanked: unknown = JSON.parse(JSON.stringify(fixtureBody(name)), (key, value: unknown) =>
      figures.includes(key) ? null : value,
    );
    expect(JSON.stringify(readClaudeUsage(blanked, asOfMs))).not.toMatch(/"value":(0|"0")|"(used|limit|remaining)":"/);
  });
});
