import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClaudeToolLine } from '../../../../../core/providers/claude/tool-answer.ts';
import { statedUnknown, statedValue } from '../../../../../core/usage/fact.ts';

const asOfMs = 1_795_305_600_000;
const read = (answer: unknown, more: object = {}) =>
  parseClaudeToolLine(
    JSON.stringify({
      type: 'control_response',
      response: { subtype: 'success', request_id: 'one', response: answer, ...more },
    }),
    'one',
    asOfMs,
  );
const limits = (rateLimits: unknown) => read({ rate_limits_available: true, rate_limits: rateLimits });

describe('the answer of Claude Code', () => {
  it('holds the whole body of the usage endpoint', () => {
    const answer = limits({
      five_hour: { utilization: 42, resets_at: '2026-11-22T05:00:00Z' },
      seven_day: { utilization: 10, resets_at: null },
      limits: [
        {
          kind: 'weekly_scoped',
          percent: 30,
          resets_at: '2026-11-25T05:00:00Z',
          scope: { model: { display_name: 'Fable' } },
        },
      ],
      extra_usage: { is_enabled: true, monthly_limit: 5000, used_credits: 1234, currency: 'USD' },
    });
    expect(answer).toMatchObject({
      kind: 'figures',
      observation: {
        source: 'tool',
        asOfMs,
        windows: {
          complete: true,
          items: [
            { id: 'session', usedPercent: statedValue(42) },
            { id: 'weekly', usedPercent: statedValue(10), resetsAtMs: statedUnknown },
            { id: 'weekly:fable', usedPercent: statedValue(30) },
          ],
        },
        spend: { is: 'value', value: { used: '12.34', limit: '50.00' } },
        oddPaths: [],
      },
    });
  });

  it('adds the weeks of single models that only its own list names', () => {
    const answer = limits({
      five_hour: { utilization: 1, resets_at: null },
      seven_day_opus: { utilization: 7, resets_at: null },
      model_scoped: [
        { display_name: 'Fable', utilization: 30, resets_at: '2026-11-25T05:00:00Z' },
        { display_name: 'Claude Opus 4.5', utilization: 8, resets_at: null },
        { display_name: '', utilization: 9 },
        null,
      ],
    });
    const items = answer?.kind === 'figures' ? answer.observation.windows?.items : undefined;
    expect(items?.map(({ id, usedPercent }) => [id, usedPercent])).toEqual([
      ['session', statedValue(1)],
      ['weekly:opus', statedValue(7)],
      ['weekly:fable', statedValue(30)],
    ]);
  });

  it('is no complete list of windows where the service’s list is missing, as in older versions', () => {
    const answer = limits({ five_hour: { utilization: 1, resets_at: null }, model_scoped: [] });
    expect(answer).toMatchObject({ observation: { windows: { complete: false } } });
  });

  it.each<readonly [string, unknown, string]>([
    ['its service did not answer', { rate_limits_available: true, rate_limits: null }, 'no-figures'],
    ['it names no limits at all', { rate_limits_available: true }, 'no-figures'],
    ['it has no plan with limits', { rate_limits_available: false, rate_limits: null }, 'no-limits'],
    ['the limits are no object', { rate_limits: [] }, 'not-understood'],
    ['the limits have another form', { rate_limits: { five_hour: 'soon' } }, 'not-understood'],
    ['the answer is no object', 'soon', 'not-understood'],
  ])('has no figures when %s', (_what, answer, kind) => {
    expect(read(answer)).toEqual({ kind });
  });

  it('is not understood when the request is refused', () => {
    expect(read(null, { subtype: 'error', error: 'no' })).toEqual({ kind: 'not-understood' });
  });

  it('names a part that is not understood and keeps the others', () => {
    const answer = limits({
      five_hour: { utilization: 'a lot', resets_at: null },
      seven_day: { utilization: 10, resets_at: null },
      limits: [],
      model_scoped: { Fable: 1 },
    });
    expect(answer).toMatchObject({
      kind: 'figures',
      observation: { windows: { complete: false, items: [{ id: 'weekly' }] } },
    });
    const odd = answer?.kind === 'figures' ? answer.observation.oddPaths : [];
    expect(odd).toEqual(expect.arrayContaining([expect.stringMatching(/^five_hour\.utilization/)]));
  });

  it('never throws, and any other line is no answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(parseClaudeToolLine(line, 'one', asOfMs)).toBeNull();
      }),
    );
    fc.assert(fc.property(fc.anything(), (value) => void limits(value)));
  });
});
