import { describe, expect, it } from 'vitest';
import { statedValue } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { type JudgedWindow, judgeWindows } from '../../../../core/usage/windows.ts';
import { merge } from '../../../../core/usage/merge.ts';
import { noShape, type Reached, type WindowReading, type WindowShape } from '../../../../core/usage/observation.ts';

const hourMs = 3_600_000;
const readAtMs = 1_000 * hourMs;
const session: WindowShape = { name: null, scope: 'account', durationSeconds: 18_000 };
const running: WindowShape = { ...session, runsWithReset: true };
const weekly: WindowShape = { name: null, scope: 'account', durationSeconds: 604_800 };

interface Given {
  readonly used?: number;
  readonly resetsInHours?: number;
  readonly reached?: Reached;
  /** The source does not speak of a reset at all. */
  readonly noReset?: true;
  readonly shape?: WindowShape;
}

function reading(id: string, { used, resetsInHours, reached, shape, noReset }: Given): WindowReading {
  return {
    id,
    shape: shape ?? (id === 'weekly' ? weekly : session),
    ...(used === undefined ? {} : { usedPercent: statedValue(used) }),
    ...(reached === undefined ? {} : { reached: statedValue(reached) }),
    ...(noReset === true
      ? {}
      : resetsInHours === undefined
        ? { resetsAtMs: { is: 'unknown' as const } }
        : { resetsAtMs: statedValue(readAtMs + resetsInHours * hourMs) }),
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

  it('is exhausted when its source says so, even without a figure', () => {
    expect(judged({ session: { reached: true, resetsInHours: 2 } })['session']).toMatchObject({
      state: 'exhausted',
      usedPercent: null,
    });
  });

  it('after its reset passed it is no longer 97 %, but awaits data', () => {
    const window = judged({ session: { used: 97, resetsInHours: 1 } }, 1)['session'];
    expect(window).toMatchObject({ state: 'reset-pending', usedPercent: 0 });
  });

  it('a figure that was read after the reset time stays as the service said it', () => {
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
      const items = [{ id: 'session', shape: session, usedPercent: statedValue(7) }];
      const asOfMs = readAtMs + hours * hourMs;
      const facts = merge(first, { source: 'headers', asOfMs, oddPaths: [], windows: { complete: false, items } });
      return judgeWindows(facts.windows, readAtMs + 2 * hourMs)[0];
    };
    expect(heardAfter(1)).toMatchObject({ usedPercent: 7, resetsAtMs: null, state: 'open' });
    expect(heardAfter(0.5)).toMatchObject({ usedPercent: 0, resetsAtMs: readAtMs + hourMs, state: 'reset-pending' });
  });

  it('an exhausted window is not locked for ever when its reset has passed', () => {
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

  it('an unknown figure stays unknown', () => {
    expect(judged({ session: { resetsInHours: 2 } })['session']?.usedPercent).toBeNull();
  });

  it('a figure that was read at the very time of the reset is the service’s own word', () => {
    expect(judged({ session: { used: 12, resetsInHours: 0 } })['session']).toMatchObject({
      state: 'reset-pending',
      usedPercent: 12,
    });
  });

  it.each<readonly [string, Given, string, string | null]>([
    ['an unknown figure', { used: 10 }, 'open', null],
    ['more than its limit', { used: 130, resetsInHours: 2 }, 'exhausted', null],
    ['a hit by one of several', { used: 40, resetsInHours: 2, reached: 'one-of-several' }, 'blocked', null],
    ['the word that it is not hit', { used: 99, resetsInHours: 2, reached: false }, 'open', null],
    ['the word that it is hit, at any figure', { used: 40, resetsInHours: 2, reached: true }, 'exhausted', null],
    ['no reset, and no word that it is unknown', { used: 0, noReset: true }, 'open', null],
    ['no length', { used: 0, resetsInHours: 5, shape: noShape }, 'open', null],
    ['a service that states resets of running windows', { used: 0, resetsInHours: 5, shape: running }, 'open', null],
  ])('with %s is %j', (_what, given, state, blockedBy) => {
    expect(judged({ session: given })['session']).toMatchObject({ state, blockedBy });
  });

  it('the word that a limit is hit is over with a newer figure, of the same moment it holds', () => {
    const hit = merge(noFacts, {
      source: 'headers',
      asOfMs: readAtMs,
      oddPaths: [],
      windows: { complete: false, items: [{ id: 'session', shape: session, reached: statedValue(true) }] },
    });
    const stateAfter = (laterMs: number): string | undefined => {
      const items = [{ id: 'session', shape: session, usedPercent: statedValue(40) }];
      const asOfMs = readAtMs + laterMs;
      const facts = merge(hit, { source: 'poll', asOfMs, oddPaths: [], windows: { complete: false, items } });
      return judgeWindows(facts.windows, asOfMs)[0]?.state;
    };
    expect([stateAfter(0), stateAfter(1)]).toEqual(['exhausted', 'open']);
  });

  it('one that has not begun is blocked, too, and one that is used up or was reset is not', () => {
    const week = { used: 100, resetsInHours: 50 };
    const stateBeside = (given: Given): string | undefined =>
      judged({ session: given, weekly: week })['session']?.state;
    expect(stateBeside({ used: 0, resetsInHours: 5 })).toBe('blocked');
    expect(stateBeside({ used: 100, resetsInHours: 2 })).toBe('exhausted');
    expect(stateBeside({ used: 12, resetsInHours: -5 })).toBe('reset-pending');
  });

  it('of several that block it, the one that ends last is named; one of unknown end ends last of all', () => {
    const month: WindowShape = { name: null, scope: 'account', durationSeconds: 2_592_000 };
    const blockerOf = (weekResets: number | undefined, monthResets: number | undefined): string | null | undefined =>
      judged({
        session: { used: 1, resetsInHours: 2 },
        weekly: { used: 100, ...(weekResets === undefined ? {} : { resetsInHours: weekResets }) },
        '30d': { used: 100, shape: month, ...(monthResets === undefined ? {} : { resetsInHours: monthResets }) },
      })['session']?.blockedBy;
    expect(blockerOf(50, 60)).toBe('30d');
    expect(blockerOf(60, 50)).toBe('weekly');
    expect(blockerOf(undefined, 50)).toBe('weekly');
    expect(blockerOf(50, undefined)).toBe('30d');
  });

  it('is not blocked by one of the same length, and the well-known ones have a length that was left out', () => {
    const twin = { used: 100, resetsInHours: 2, shape: session };
    expect(judged({ session: { used: 1, resetsInHours: 2 }, twin })['session']?.state).toBe('open');
    const known = judged({
      session: { used: 1, resetsInHours: 2, shape: noShape },
      weekly: { used: 100, resetsInHours: 50, shape: noShape },
    });
    expect([known['session']?.state, known['weekly']?.state]).toEqual(['blocked', 'exhausted']);
    const other = { used: 100, resetsInHours: 2, shape: noShape };
    expect(judged({ session: { used: 1, resetsInHours: 2, shape: noShape }, other })['session']?.state).toBe('open');
    expect(judged({ other, weekly: { used: 1, resetsInHours: 50 } })['weekly']?.state).toBe('open');
  });

  it('stands with those of the whole account, short ones first, before those of parts; of one length by their ids', () => {
    const part = (durationSeconds: number | null): WindowShape => ({ name: 'Big', scope: 'part', durationSeconds });
    const shapes: Readonly<Record<string, WindowShape>> = {
      a: part(604_800),
      weekly: { ...weekly, durationSeconds: null },
      d: part(18_000),
      c: part(18_000),
      session: noShape,
      b: part(null),
    };
    const given = Object.entries(shapes).map(([id, shape]) => [id, { used: 1, shape }] as const);
    const expected = ['session', 'weekly', 'b', 'c', 'd', 'a'];
    expect(Object.keys(judged(Object.fromEntries(given)))).toEqual(expected);
    expect(Object.keys(judged(Object.fromEntries(given.toReversed())))).toEqual(expected);
  });

  it('has the source and the age of its figure, else of the word that it is there', () => {
    const bare = merge(noFacts, {
      source: 'headers',
      asOfMs: readAtMs,
      oddPaths: [],
      windows: { complete: false, items: [{ id: 'session', shape: session }] },
    });
    expect(judgeWindows(bare.windows, readAtMs)[0]).toMatchObject({ source: 'headers', asOfMs: readAtMs });
    const items = [{ id: 'session', shape: session, usedPercent: statedValue(5) }];
    const polled = merge(bare, {
      source: 'poll',
      asOfMs: readAtMs - 1000,
      oddPaths: [],
      windows: { complete: false, items },
    });
    expect(judgeWindows(polled.windows, readAtMs)[0]).toMatchObject({ source: 'poll', asOfMs: readAtMs - 1000 });
  });
});
