import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClaudeHeaders } from '../../../../core/providers/claude/headers.ts';
import { parseClaudeStatusLine } from '../../../../core/providers/claude/status-line.ts';
import { parseCodexHeaders } from '../../../../core/providers/codex/headers.ts';
import { parseCodexUsage } from '../../../../core/providers/codex/usage.ts';
import { statedValue } from '../../../../core/usage/fact.ts';
import { type Facts, noFacts } from '../../../../core/usage/facts.ts';
import { fillOmittedFields, merge, mergePartial } from '../../../../core/usage/merge.ts';
import { judgeWindows } from '../../../../core/usage/windows.ts';
import { noShape, type Observation, type WindowReading } from '../../../../core/usage/observation.ts';
import { observed } from '../../../support/readings.ts';

const polledAtMs = 1_795_305_600_000;
const observedAtMs = polledAtMs + 60_000;
const resetSeconds = polledAtMs / 1000 + 9_000;
const window = (used: number, seconds: number) => ({
  used_percent: used,
  limit_window_seconds: seconds,
  reset_at: resetSeconds,
});

/** What is known after the usage endpoint answered in full. */
const polled: Facts = merge(
  noFacts,
  observed(
    parseCodexUsage(
      {
        plan_type: 'pro',
        rate_limit: { primary_window: window(20, 18_000), secondary_window: window(30, 604_800) },
        additional_rate_limits: [
          {
            metered_feature: 'codex_lynx',
            limit_name: 'Lynx Large',
            rate_limit: { primary_window: window(5, 18_000), secondary_window: window(6, 604_800) },
          },
        ],
        code_review_rate_limit: { primary_window: window(7, 604_800) },
        credits: { has_credits: true, unlimited: false, overage_limit_reached: true, balance: '12' },
        rate_limit_reset_credits: { available_count: 2 },
      },
      polledAtMs,
    ),
  ),
);

function headers(seen: Readonly<Record<string, string>>, asOfMs = observedAtMs, body?: unknown): Observation {
  const observation = parseCodexHeaders(seen, asOfMs, body);
  if (observation === null) throw new Error('Nothing was said.');
  return observation;
}

const factsOf = (facts: Facts, id: string) => facts.windows.find((each) => each.id === id);
const names = ['x-codex', 'x-codex-lynx', 'x-codex-code-review', 'x-other'];
const anySeen = fc.dictionary(
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom(...names),
        fc.constantFrom('primary', 'secondary'),
        fc.constantFrom('used-percent', 'window-minutes', 'reset-at'),
      )
      .map((parts) => parts.join('-')),
    fc.constantFrom('x-codex-plan-type', 'x-codex-credits-has-credits', 'x-codex-credits-unlimited'),
    fc.constant('x-codex-credits-balance'),
  ),
  fc.constantFrom('0', '17', '300', '10080', '60', String(resetSeconds), 'true', ''),
);

describe('what headers leave out', () => {
  it('leaves code review, further limits, reset credits and the week as they were', () => {
    const facts = mergePartial(
      polled,
      headers({ 'x-codex-primary-used-percent': '44', 'x-codex-primary-window-minutes': '300' }),
    );
    expect(factsOf(facts, 'session')?.usedPercent.said).toEqual({ value: 44, asOfMs: observedAtMs, source: 'headers' });
    const untouched = polled.windows.filter(({ id }) => id !== 'session');
    expect(facts.windows.filter(({ id }) => id !== 'session')).toEqual(untouched);
    expect({ ...facts, windows: [] }).toEqual({ ...polled, windows: [] });
  });

  it('a window keeps its length and its name, and credits their overage flag', () => {
    const facts = mergePartial(
      polled,
      headers({
        'x-codex-lynx-primary-used-percent': '9',
        'x-codex-credits-has-credits': 'true',
        'x-codex-credits-unlimited': 'false',
      }),
    );
    expect(factsOf(facts, 'codex_lynx')?.shape.said?.value).toEqual({
      name: 'Lynx Large',
      scope: 'own',
      durationSeconds: 18_000,
    });
    expect(facts.credits.said?.value.overageLimitReached).toBe(true);
    expect(facts.balance.said).toMatchObject({ value: '12', asOfMs: polledAtMs });
  });

  it('the longer window of a limit, told alone, does not become the shorter one', () => {
    const facts = mergePartial(
      polled,
      headers({ 'x-codex-lynx-secondary-used-percent': '61', 'x-codex-lynx-secondary-window-minutes': '10080' }),
    );
    expect(factsOf(facts, 'codex_lynx')).toEqual(factsOf(polled, 'codex_lynx'));
    expect(factsOf(facts, 'codex_lynx:weekly')?.usedPercent.said?.value).toBe(61);
  });

  it('no headers wipe what they do not mention', () => {
    fc.assert(
      fc.property(anySeen, (seen) => {
        const observation = parseCodexHeaders(seen, observedAtMs);
        if (observation === null) return;
        const facts = mergePartial(polled, observation);
        expect(facts.resetCredits).toEqual(polled.resetCredits);
        expect(facts.spend).toEqual(polled.spend);
        expect(facts.windowsCompleteAsOfMs).toBe(polledAtMs);
        const items = fillOmittedFields(polled, observation).windows?.items ?? [];
        for (const before of polled.windows) {
          const after = factsOf(facts, before.id);
          const spoken = items.find(({ id }) => id === before.id);
          for (const field of ['usedPercent', 'reached', 'resetsAtMs'] as const) {
            if (spoken?.[field] === undefined) expect(after?.[field]).toEqual(before[field]);
          }
          expect(after?.shape.said?.value.name).toBe(before.shape.said?.value.name);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('the order of headers', () => {
  const claude = (asOfMs: number, share: string): Observation | null =>
    parseClaudeHeaders({ 'anthropic-ratelimit-unified-5h-utilization': share }, asOfMs);

  it('what headers say is the same in whatever order they arrive', () => {
    const observations = fc
      .array(anySeen, { maxLength: 6 })
      .map((all) => all.flatMap((seen, index) => parseCodexHeaders(seen, observedAtMs + index) ?? []))
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(observations, ([inOrder, mixed]) => {
        const joined = (all: readonly Observation[]): Facts => all.reduce((facts, each) => merge(facts, each), polled);
        expect(joined(mixed)).toEqual(joined(inOrder));
      }),
    );
  });

  it('an older share that arrives late changes nothing', () => {
    const newer = claude(observedAtMs, '0.5');
    const older = claude(polledAtMs, '0.2');
    if (newer === null || older === null) throw new Error('Nothing was said.');
    expect(merge(merge(noFacts, newer), older)).toEqual(merge(noFacts, newer));
  });
});

describe('a limit that is hit', () => {
  const hit = (resetsAtMs: number | null): Observation => {
    const item: WindowReading = { id: 'session', shape: noShape, reached: statedValue(true) };
    const items = [resetsAtMs === null ? item : { ...item, resetsAtMs: statedValue(resetsAtMs) }];
    return { source: 'headers', asOfMs: observedAtMs, windows: { complete: false, items }, oddPaths: [] };
  };
  const resetOf = (facts: Facts) => factsOf(facts, 'session')?.resetsAtMs.said;

  it.each([
    ['sooner', resetSeconds * 1000 - 1, { value: resetSeconds * 1000, asOfMs: polledAtMs, source: 'poll' }],
    ['unsaid', null, { value: resetSeconds * 1000, asOfMs: polledAtMs, source: 'poll' }],
    ['later', resetSeconds * 1000 + 1, { value: resetSeconds * 1000 + 1, asOfMs: observedAtMs, source: 'headers' }],
  ])('with a reset that is %s the later one stands, with its own age', (_, statedMs, expected) => {
    const facts = mergePartial(polled, hit(statedMs));
    expect(resetOf(facts)).toEqual(expected);
    expect(factsOf(facts, 'session')?.reached.said?.value).toBe(true);
  });

  it('goes by the reset of its own window, and not by that of another', () => {
    const other: WindowReading = {
      id: 'other',
      shape: noShape,
      reached: statedValue(true),
      resetsAtMs: statedValue(observedAtMs + 5),
    };
    const facts = mergePartial(polled, {
      source: 'headers',
      asOfMs: observedAtMs,
      windows: { complete: false, items: [other] },
      oddPaths: [],
    });
    expect(factsOf(facts, 'other')?.resetsAtMs.said?.value).toBe(observedAtMs + 5);
  });

  it('a reset that is the same is one of now', () => {
    expect(resetOf(mergePartial(polled, hit(resetSeconds * 1000)))?.asOfMs).toBe(observedAtMs);
  });

  it('takes the stated reset where none is known', () => {
    expect(resetOf(mergePartial(noFacts, hit(observedAtMs + 5)))?.value).toBe(observedAtMs + 5);
  });

  it('a window that is not hit takes its new reset, sooner or not', () => {
    const sooner = headers({
      'x-codex-primary-used-percent': '3',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-at': String(resetSeconds - 600),
    });
    expect(resetOf(mergePartial(polled, sooner))?.value).toBe((resetSeconds - 600) * 1000);
  });

  it('a healthy answer after it clears the mark', () => {
    const stateOf = (facts: Facts) =>
      judgeWindows(facts.windows, observedAtMs + 2).find(({ id }) => id === 'session')?.state;
    const marked = mergePartial(polled, hit(null));
    const healthy = headers(
      { 'x-codex-primary-used-percent': '1', 'x-codex-primary-window-minutes': '300' },
      observedAtMs + 1,
    );
    expect([stateOf(marked), stateOf(mergePartial(marked, healthy))]).toEqual(['exhausted', 'open']);
  });
});

describe('the status line of an older session', () => {
  const minuteMs = 60_000;
  const line = (
    windows: Readonly<Record<string, { used: number; resetMs: number | null }>>,
    atMs: number,
  ): Observation => {
    const limits = Object.entries(windows).map(([key, { used, resetMs }]) => {
      return [key, { used_percentage: used, resets_at: resetMs === null ? null : resetMs / 1000 }] as const;
    });
    const spoken = parseClaudeStatusLine({ rate_limits: Object.fromEntries(limits) }, atMs);
    if (spoken === null) throw new Error('Nothing was said.');
    return spoken;
  };
  const resetMs = observedAtMs + 120 * minuteMs;
  const known = mergePartial(noFacts, line({ five_hour: { used: 92, resetMs } }, observedAtMs));
  const usedOf = (facts: Facts) => factsOf(facts, 'session')?.usedPercent.said;

  it.each([
    ['the same reset', resetMs],
    ['a reset that differs by seconds', resetMs + 9_000],
    ['no reset', null],
    ['the reset of an earlier window', resetMs - 300 * minuteMs],
  ])('does not lower a figure when it names %s', (_, statedResetMs) => {
    const facts = mergePartial(
      known,
      line({ five_hour: { used: 80, resetMs: statedResetMs } }, observedAtMs + minuteMs),
    );
    expect(facts).toEqual(known);
  });

  it('of a reset that differs by ten minutes is of the same window; of one that differs by more it is of another', () => {
    const heardWith = (statedResetMs: number, used: number): number | undefined =>
      usedOf(mergePartial(known, line({ five_hour: { used, resetMs: statedResetMs } }, observedAtMs + minuteMs)))
        ?.value;
    expect([heardWith(resetMs + 10 * minuteMs, 80), heardWith(resetMs + 10 * minuteMs, 93)]).toEqual([92, 93]);
    expect([heardWith(resetMs + 10 * minuteMs + 1000, 80), heardWith(resetMs - 10 * minuteMs, 93)]).toEqual([80, 93]);
    expect(heardWith(resetMs - 10 * minuteMs - 1000, 93)).toBe(92);
  });

  it('repeats the same figure as one of now', () => {
    const again = mergePartial(known, line({ five_hour: { used: 92, resetMs } }, observedAtMs + minuteMs));
    expect(usedOf(again)?.asOfMs).toBe(observedAtMs + minuteMs);
  });

  it('that names no reset is believed once the known one is over, and where none is known', () => {
    const unnamed = (used: number, atMs: number): Observation => line({ five_hour: { used, resetMs: null } }, atMs);
    expect(usedOf(mergePartial(known, unnamed(3, resetMs - 1)))?.value).toBe(92);
    expect(usedOf(mergePartial(known, unnamed(3, resetMs)))?.value).toBe(3);
    const withoutReset = mergePartial(noFacts, unnamed(50, observedAtMs));
    expect(usedOf(mergePartial(withoutReset, unnamed(3, observedAtMs + 1)))?.value).toBe(3);
  });

  it('does not bring back the use of a window that is over', () => {
    const begun = mergePartial(
      known,
      line({ five_hour: { used: 3, resetMs: resetMs + 300 * minuteMs } }, resetMs + minuteMs),
    );
    expect(usedOf(begun)?.value).toBe(3);
    const facts = mergePartial(begun, line({ five_hour: { used: 92, resetMs } }, resetMs + 2 * minuteMs));
    expect(facts).toEqual(begun);
  });

  describe('with a spend limit', () => {
    const spendLine = (used_usd: number, more: object = {}, minutes = 1): Observation => {
      const spend_limit = { used_usd, limit_usd: 50, period: 'daily', resets_at: resetMs / 1000, ...more };
      const spoken = parseClaudeStatusLine({ rate_limits: { spend_limit } }, observedAtMs + minutes * minuteMs);
      if (spoken === null) throw new Error('Nothing was said.');
      return spoken;
    };
    const spent = mergePartial(noFacts, spendLine(20, {}, 0));
    const spentAfter = (observation: Observation) => mergePartial(spent, observation).spend.said?.value?.used;

    it.each([
      ['less for the same reset', spendLine(12), '20.00'],
      ['less for a reset that differs by seconds', spendLine(12, { resets_at: resetMs / 1000 + 9 }), '20.00'],
      ['more for an earlier reset', spendLine(49, { resets_at: resetMs / 1000 - 3_600 }), '20.00'],
      ['the same', spendLine(20), '20.00'],
      ['more', spendLine(21), '21.00'],
      ['less for a later reset', spendLine(1, { resets_at: resetMs / 1000 + 86_400 }), '1.00'],
      ['less for another limit', spendLine(1, { period: 'monthly' }), '1.00'],
      ['less without a reset', spendLine(1, { resets_at: null }), '1.00'],
    ])('that states %s', (_, observation, used) => {
      expect(spentAfter(observation)).toBe(used);
    });

    it('gets a new date by the same amount', () => {
      expect(mergePartial(spent, spendLine(20)).spend.said?.asOfMs).toBe(observedAtMs + minuteMs);
    });
  });

  it('raises a figure, and leaves the other windows to their own figures', () => {
    const atMs = observedAtMs + minuteMs;
    const facts = mergePartial(
      known,
      line({ five_hour: { used: 80, resetMs }, seven_day: { used: 40, resetMs } }, atMs),
    );
    expect(facts.windows.map(({ id, usedPercent }) => [id, usedPercent.said?.value])).toEqual([
      ['session', 92],
      ['weekly', 40],
    ]);
    expect(usedOf(mergePartial(known, line({ five_hour: { used: 93, resetMs } }, atMs)))?.value).toBe(93);
  });

  it('does not hold back the service itself', () => {
    const { source: _line, ...lower } = line({ five_hour: { used: 10, resetMs } }, observedAtMs + minuteMs);
    expect(usedOf(mergePartial(known, { ...lower, source: 'headers' }))?.value).toBe(10);
  });
});

describe('the complete answer of a tool about a window that is used up', () => {
  const reached = (resetsAtMs: number): Observation => ({
    source: 'app-server',
    asOfMs: observedAtMs,
    windows: {
      complete: true,
      items: [
        {
          id: 'session',
          shape: { name: null, scope: 'account', durationSeconds: 18_000 },
          usedPercent: statedValue(100),
          reached: statedValue(true),
          resetsAtMs: statedValue(resetsAtMs),
        },
      ],
    },
    oddPaths: [],
  });

  it('keeps its reset when that moved by seconds, so that nobody is told twice', () => {
    const known = resetSeconds * 1000;
    for (const movedMs of [-9_000, -1, 0, 1, 9_000]) {
      const facts = mergePartial(polled, reached(known + movedMs), observedAtMs);
      expect(factsOf(facts, 'session')?.resetsAtMs.said?.value).toBe(known + movedMs);
    }
  });
});
