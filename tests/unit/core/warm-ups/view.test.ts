import { describe, expect, it } from 'vitest';
import { runText, warmupsText } from '../../../../core/warm-ups/text.ts';
import { failureReasons, type RunState, runStates, skipReasons } from '../../../../core/warm-ups/run.ts';
import { exampleAccount } from '../../../support/engine-world.ts';
import { chinese, english } from '../../../support/example-states.ts';
import { exampleWarmups, morning, morningRun, warmupsNowMs } from '../../../support/example-warmups.ts';

describe('the view of warm-ups', () => {
  it('shows today with what happened and tomorrow with what is planned', () => {
    const { days } = exampleWarmups();
    expect(days).toMatchObject([
      {
        label: 'Today',
        slots: [
          {
            ...{ timeText: '7:00', account: 'work', tone: 'good', windowText: '7:00 – 12:00' },
            text: '5-hour limit started, until 12:00',
          },
        ],
      },
      {
        label: 'Tomorrow',
        nowPercent: null,
        slots: [{ tone: 'planned', text: 'Scheduled', windowText: '7:00 – 12:00' }],
      },
    ]);
    expect(days[0]?.nowPercent).toBeCloseTo(41.7);
    expect(days[0]?.slots[0]?.bar).toEqual({ fromPercent: 29.2, toPercent: 50 });
  });

  it('offers the accounts whose tool can start a window, with the command that would run', () => {
    expect(exampleWarmups().accounts).toEqual([
      {
        ...{ id: 'codex:work', label: 'work' },
        command: `CODEX_HOME='/home/sam/it'\\''s/.codex' codex exec --skip-git-repo-check -s read-only -c 'model_reasoning_effort="low"' 'Reply with OK.'`,
      },
      { id: 'claude:home', label: 'home', command: null },
    ]);
  });

  it('distinguishes accounts with the same name', () => {
    const settings = { accountLabels: { 'codex:work': 'sam' } };
    expect(exampleWarmups({ settings, more: [exampleAccount('sam', { workspace: 'Acme' })] }).accounts).toMatchObject([
      { id: 'codex:work', label: expect.stringMatching(/^sam \(.+\)$/) },
      { id: 'claude:home', label: 'home' },
      { id: 'codex:sam', label: expect.stringMatching(/^sam \(.+\)$/) },
    ]);
  });

  it('says what runs cost and how many there were, and that no run happens without a cap', () => {
    const none = { perDay: 0, perWeek: 0 };
    expect(exampleWarmups().costText).toContain('last 7 days: 1. Today: 1');
    expect(exampleWarmups({ runs: [{ ...morningRun, state: 'already-open', startedAtMs: null }] }).costText).toContain(
      'last 7 days: 0. Today: 0',
    );
    expect(exampleWarmups().offText).toBeNull();
    const off = exampleWarmups({ settings: { windowWarmupCap: none }, runs: [] });
    expect(off.offText).toBe('Nothing runs until you set a maximum above 0.');
    expect(off.days[1]?.slots).toMatchObject([{ text: 'Scheduled, but the maximum allows no run', bar: null }]);
  });

  it('shows a missed time of today, but none from before the user set the schedule', () => {
    expect(exampleWarmups({ runs: [] }).days[0]?.slots).toMatchObject([{ tone: 'quiet', bar: null }]);
    const fresh = { ...morning, sinceMs: warmupsNowMs };
    expect(exampleWarmups({ runs: [], settings: { windowWarmups: [fresh] } }).days[0]?.slots).toEqual([]);
  });

  it('reads as lines in a terminal', () => {
    const text = warmupsText(exampleWarmups(), english);
    expect(text.split('\n').slice(0, 4)).toEqual([
      'Today',
      '  7:00  work  5-hour limit started, until 12:00',
      'Tomorrow',
      '  7:00  work  Scheduled',
    ]);
    const empty = warmupsText(exampleWarmups({ runs: [], settings: { windowWarmups: [] } }), english);
    expect(empty).toContain('No warm-up is scheduled');
  });

  it('has its own sentence for everything that can happen, in each language', () => {
    const all = [
      ...runStates
        .filter((state) => state !== 'skipped' && state !== 'failed')
        .map((state) => ({ state, reason: null })),
      ...skipReasons.map((reason) => ({ state: 'skipped' as const, reason })),
      ...failureReasons.map((reason) => ({ state: 'failed' as const, reason })),
    ];
    for (const locale of [english, chinese]) {
      const sentences = all.map((each) => runText({ ...morningRun, ...each }, locale, warmupsNowMs));
      const same = (state: RunState): boolean => state === 'claimed' || state === 'running';
      expect(new Set(sentences).size).toBe(all.filter(({ state }) => !same(state)).length + 1);
      expect(sentences.filter((text) => text.includes('warmups.'))).toEqual([]);
    }
  });
});
