import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import type { SeriesReading } from '../../../../core/history/reading.ts';
import { pointOf, seriesKey } from '../../../../core/history/reading.ts';
import type { HistoryStore } from '../../../../core/history/store.ts';
import { paceOf } from '../../../../core/pace/pace.ts';
import { judgeWindows } from '../../../../core/usage/windows.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { createHistory, type History } from '../../../../main/features/history.ts';
import { codexBody, nowMs, stateAfter } from '../../../support/example-states.ts';

const minuteMs = 60_000;

/** An account whose session window was read some minutes after the start of the test. */
function readAt(minutes: number, used: number): AccountState {
  const body = codexBody({ session: { used, resetsInMinutes: 240 } });
  return stateAfter(body, { agoMinutes: -minutes });
}

function memoryStore(): HistoryStore & { readonly rows: SeriesReading[]; readonly writes: number[] } {
  const rows: SeriesReading[] = [];
  const writes: number[] = [];
  return {
    rows,
    writes,
    append: (readings) => {
      writes.push(readings.length);
      rows.push(...readings);
    },
    series: () => rows.map(({ series }) => series),
    newest: () => [...new Map(rows.map((row) => [seriesKey(row.series), row])).values()],
    peaks: () => [],
    points: (series, fromMs, toMs) =>
      rows
        .filter((row) => seriesKey(row.series) === seriesKey(series))
        .map(({ reading }) => pointOf(reading))
        .filter(({ atMs }) => atMs >= fromMs && atMs < toMs),
    all: () => [],
    tidy: () => false,
    move: (from, to) => {
      const moved = rows.map(({ series, reading }) => ({
        series: series.accountId === from ? { ...series, accountId: to } : series,
        reading,
      }));
      return rows.splice(0, rows.length, ...moved).length >= 0;
    },
    forget: (accountId) =>
      rows.splice(0, rows.length, ...rows.filter(({ series }) => series.accountId !== accountId)).length >= 0,
    clear: () => rows.splice(0).length >= 0,
    close: () => undefined,
  };
}

interface World {
  readonly history: History;
  readonly store: ReturnType<typeof memoryStore>;
  /** The account is read, and the engine tells of it. */
  readonly read: (minutes: number, used: number) => void;
  readonly values: () => readonly number[];
}

function world(options: { readonly days?: number; readonly store?: ReturnType<typeof memoryStore> } = {}): World {
  const store = options.store ?? memoryStore();
  let states: readonly AccountState[] = [];
  let timeMs = nowMs;
  const history = createHistory({
    clock: { nowMs: () => timeMs },
    settings: () => ({ ...defaultSettings, historyDays: options.days ?? 400 }),
    accounts: () => states,
    store: () => Promise.resolve(store),
    yieldThread: () => Promise.resolve(),
  });
  return {
    history,
    store,
    read: (minutes, used) => {
      timeMs = nowMs + minutes * minuteMs;
      states = [readAt(minutes, used)];
      history.record();
    },
    values: () => store.rows.map(({ reading }) => reading.value),
  };
}

describe('recording the history', () => {
  it('writes changes only, several at once, and the rest at quit', async () => {
    const { history, store, read, values } = world();
    await history.start();
    for (const [minutes, used] of [
      [0, 10],
      [1, 10],
      [2, 11],
      [3, 12],
      [4, 12],
      [6, 12],
    ] as const)
      read(minutes, used);
    expect(store.writes.length).toBeLessThanOrEqual(2);
    history.flush();
    expect(values()).toEqual([10, 10, 11, 12, 12]);
  });

  it('records nothing before it has begun, and nothing where the user wants none', async () => {
    const early = world();
    early.read(0, 10);
    early.history.flush();
    expect(early.store.rows).toEqual([]);
    const off = world({ days: 0 });
    await off.history.start();
    off.read(0, 10);
    off.history.flush();
    expect(off.store.rows).toEqual([]);
  });

  it('writes nothing more once it was stopped, also not what is in memory or what a late start finds', async () => {
    const { history, read, values } = world();
    await history.start();
    read(0, 10);
    history.stop();
    read(6, 20);
    history.flush();
    await history.start();
    read(12, 30);
    history.flush();
    // The first reading was written at once.
    expect(values()).toEqual([10]);
  });

  it('goes on after a restart without writing again what is known', async () => {
    const first = world();
    await first.history.start();
    first.read(0, 10);
    first.history.flush();
    const second = world({ store: first.store });
    await second.history.start();
    second.read(0.5, 10);
    second.history.flush();
    expect(second.values()).toEqual([10]);
    second.read(10, 12);
    second.history.flush();
    expect(second.values()).toEqual([10, 12]);
  });

  it('goes on at once, and with a pace, after the clock was set back', async () => {
    const { history, read, values } = world();
    await history.start();
    read(0, 10);
    read(600, 20);
    history.recent(readAt(600, 20));
    read(1, 20);
    for (const minutes of [10, 20, 30, 40]) {
      read(minutes, 20 + minutes);
      history.recent(readAt(minutes, 20 + minutes));
    }
    history.flush();
    expect(values()).toEqual([10, 20, 20, 30, 40, 50, 60]);
    const kept = history.recent(readAt(41, 61)).byWindow.get('session') ?? [];
    expect(kept.map(({ usedPercent }) => usedPercent)).toEqual([30, 40, 50, 60, 61]);
  });

  it('tidies on after the clock was set back', async () => {
    const store = memoryStore();
    let tidied = 0;
    const { history, read } = world({ store: { ...store, tidy: () => (tidied += 1) < 0 } });
    await history.start();
    read(0, 10);
    for (const minutes of [600, 601, 602]) read(minutes, 10);
    const before = tidied;
    for (const minutes of [10, 11, 12]) read(minutes, 10);
    expect([before, tidied]).toEqual([1, 2]);
  });

  it('knows the pace after a restart from what is kept', async () => {
    const first = world();
    await first.history.start();
    for (const minutes of [0, 10, 20, 30, 40]) first.read(minutes, minutes);
    first.history.flush();
    const second = world({ store: first.store });
    second.read(45, 45);
    const paceNow = (): number | null | undefined => {
      const state = readAt(45, 45);
      const { byWindow } = second.history.recent(state);
      const [window] = judgeWindows(state.facts.windows, nowMs + 45 * minuteMs);
      return window && paceOf(window, byWindow.get('session') ?? [], nowMs + 45 * minuteMs)?.exhaustsAtMs;
    };
    expect(paceNow() ?? null).toBeNull();
    await second.history.loadRecent();
    expect(paceNow()).toBe(nowMs + 100 * minuteMs);
  });

  it('gives the same recent readings for the same state', () => {
    const { history } = world();
    const state = readAt(0, 10);
    expect(history.recent(state)).toBe(history.recent(state));
    const moved = { ...state, oddPaths: ['a'] };
    expect(history.recent(moved).byWindow).toBe(history.recent(moved).byWindow);
    expect(
      history
        .recent(readAt(5, 12))
        .byWindow.get('session')
        ?.map(({ usedPercent }) => usedPercent),
    ).toEqual([10, 12]);
  });

  it('forgets an account and clears all, also what was not written yet', async () => {
    const { history, store, read } = world();
    await history.start();
    read(0, 10);
    await history.forget('codex:work');
    history.flush();
    expect(store.rows).toEqual([]);
    read(10, 20);
    expect(await history.clear()).toBe(true);
    expect(store.rows).toEqual([]);
  });
});

describe('readings that are another account’s', () => {
  it('go to it with what was held back, and what is read on continues there', async () => {
    const { history, store, read } = world();
    await history.start();
    read(0, 10);
    read(1, 12);
    read(3, 14);
    const [from, to] = [readAt(0, 10).account.id, 'codex:named'];
    expect(await history.move(from, to)).toBe(true);
    expect(new Set(store.rows.map(({ series }) => series.accountId))).toEqual(new Set([to]));
    expect(store.rows.map(({ reading }) => reading.value)).toEqual(expect.arrayContaining([10, 12, 14]));
  });
});
