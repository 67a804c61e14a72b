import { describe, expect, it } from 'vitest';
import { said } from '../../../../core/quota/fact.ts';
import { noFacts } from '../../../../core/quota/facts.ts';
import { type JudgedWindow, judgeWindows } from '../../../../core/quota/judge-windows.ts';
import { merge } from '../../../../core/quota/merge.ts';
import type { WindowReading, WindowShape } from '../../../../core/quota/observation.ts';

const hourMs = 3_600_000;
const readAtMs = 1_000 * hourMs;
const session: WindowShape = { name: null, scope: 'account', durationSeconds: 18_000 };
const weekly: WindowShape = { name: null, scope: 'account', durationSeconds: 604_800 };

interface Given {
  readonly used?: number;
  readonly resetsInHours?: number;
  readonly reached?: boolean;
  readonly shape?: WindowShape;
}

function reading(id: string, { used, resetsInHours, reached, shape }: Given): WindowReading {
  return {
    id,
    shape: shape ?? (id === 'weekly' ? weekly : session),
    ...(used === undefined ? {} : { usedPercent: said(used) }),
    ...(reached === undefined ? {} : { reached: said(reached) }),
    ...(resetsInHours === undefined
      ? { resetsAtMs: { is: 'unknown' as const } }
      : { resetsAtMs: said(readAtMs + resetsInHours * hourMs) }),
  };
}

function judged(windows: Readonly<Record<string, Given>>, laterHours = 0): Readonly<Record<string, JudgedWindow>> {
  const items = Object.entries(windows).map(([id, given]) => reading(id, given));
  const facts = merge(noFacts, { source: 'poll', asOfMs: readAtMs, oddPaths: [], windows: { complete: true, items } });
  const all = judgeWindows(facts.windows, readAtMs + laterHours * hourMs);
  return Object.fromEntries(all.map((window) => [window.id, window]));
}

describe('a window at a moment', () => {
  it('is open while something is left', () => {
    expect(judged({ session: { used: 42, resetsInHours: 2 } })['session']).toMatchObject({
      state: 'open',
      usedPercent: 42,
    });
  });

  it('is exhausted at 100 %', () => {
    expect(judged({ session: { used: 100, resetsInHours: 2 } })['session']?.state).toBe('exhausted');
  });

  it('S1-33: is exhausted when its source says so, even without a figure', () => {
    expect(judged({ session: { reached: true, resetsInHours: 2 } })['session']).toMatchObject({
      state: 'exhausted',
      usedPercent: null,
    });
  });

  it('X-11, S1-28: after its reset passed it is no longer 97 %, but awaits data', () => {
    const window = judged({ session: { used: 97, resetsInHours: 1 } }, 1)['session'];
    expect(window).toMatchObject({ state: 'reset-pending', usedPercent: 0 });
  });

  it('X-11: a figure that was read after the reset time stays as the service said it', () => {
    const window = judged({ session: { used: 12, resetsInHours: -5 } })['session'];
    expect(window).toMatchObject({ state: 'reset-pending', usedPercent: 12 });
  });

  it('a figure of another source that was read after the reset is one of a window whose reset is unknown', () => {
    const first = merge(noFacts, {
      source: 'poll',
      asOfMs: readAtMs,
      oddPaths: [],
      windows: { complete: true, items: [reading('session', { used: 97, resetsInHours: 1 })] },
    });
    const heardAfter = (hours: number): JudgedWindow | undefined => {
      const items = [{ id: 'session', shape: session, usedPercent: said(7) }];
      const asOfMs = readAtMs + hours * hourMs;
      const facts = merge(first, { source: 'headers', asOfMs, oddPaths: [], windows: { complete: false, items } });
      return judgeWindows(facts.windows, readAtMs + 2 * hourMs)[0];
    };
    expect(heardAfter(1)).toMatchObject({ usedPercent: 7, resetsAtMs: null, state: 'open' });
    expect(heardAfter(0.5)).toMatchObject({ usedPercent: 0, resetsAtMs: readAtMs + hourMs, state: 'reset-pending' });
  });

  it('S1-28: an exhausted window is not locked for ever when its reset has passed', () => {
    expect(judged({ session: { used: 100, resetsInHours: 1 } }, 2)['session']?.state).toBe('reset-pending');
  });

  it('has not started when nothing is used and its reset is pinned at the full length', () => {
    expect(judged({ session: { used: 0, resetsInHours: 5 } })['session']?.state).toBe('not-started');
  });

  it('has not started when nothing is used and the service knows no reset', () => {
    expect(judged({ session: { used: 0 } })['session']?.state).toBe('not-started');
  });

  it('has started when nothing is used but its reset comes closer', () => {
    expect(judged({ session: { used: 0, resetsInHours: 3 } })['session']?.state).toBe('open');
  });

  it('is blocked by a longer window that is used up', () => {
    const windows = judged({ session: { used: 1, resetsInHours: 2 }, weekly: { used: 100, resetsInHours: 50 } });
    expect(windows['session']).toMatchObject({ state: 'blocked', blockedBy: 'weekly', usedPercent: 1 });
  });

  it('is not blocked by a shorter one', () => {
    const windows = judged({ session: { used: 100, resetsInHours: 2 }, weekly: { used: 60, resetsInHours: 50 } });
    expect(windows['weekly']?.state).toBe('open');
  });

  it('is no longer blocked once the blocker has reset', () => {
    const windows = judged({ session: { used: 1, resetsInHours: 90 }, weekly: { used: 100, resetsInHours: 50 } }, 51);
    expect(windows['session']?.state).toBe('open');
  });

  it('a model limit is blocked by the account, but never blocks it', () => {
    const part: WindowShape = { name: 'Big', scope: 'part', durationSeconds: 604_800 };
    expect(judged({ session: { used: 100, resetsInHours: 2 }, big: { used: 5, shape: part } })['big']?.state).toBe(
      'blocked',
    );
    expect(judged({ session: { used: 10, resetsInHours: 2 }, big: { used: 100, shape: part } })['session']?.state).toBe(
      'open',
    );
  });

  it('a pool of its own stands apart from the account', () => {
    const own: WindowShape = { name: 'Spark', scope: 'own', durationSeconds: 18_000 };
    expect(
      judged({ weekly: { used: 100, resetsInHours: 50 }, spark: { used: 5, resetsInHours: 2, shape: own } })['spark']
        ?.state,
    ).toBe('open');
  });

  it('X-2: an unknown figure stays unknown', () => {
    expect(judged({ session: { resetsInHours: 2 } })['session']?.usedPercent).toBeNull();
  });
});
