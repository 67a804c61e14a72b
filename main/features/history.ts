import type { AccountState } from '../../core/accounts/account-state.ts';
import {
  type HistoryReading,
  isSeriesOf,
  readingsOf,
  seriesKey,
  type SeriesReading,
} from '../../core/history/reading.ts';
import { recordReading, type Run, startRun, unwrittenEnd } from '../../core/history/retention.ts';
import type { HistoryStore } from '../../core/history/store.ts';
import {
  type AccountReadings,
  type ReadingsByWindow,
  type RecentReadings,
  withReading,
} from '../../core/pace/readings.ts';
import { horizonMs, type PaceReading } from '../../core/pace/pace.ts';
import type { Clock } from '../../core/ports.ts';
import { currentValue } from '../../core/usage/fact.ts';
import type { Facts, WindowFacts } from '../../core/usage/facts.ts';
import { lengthOf } from '../../core/usage/windows.ts';
import { noShape } from '../../core/usage/observation.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { hourMs, minuteMs } from '../../core/units/time.ts';

interface HistoryDependencies {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly settings: () => Settings;
  readonly accounts: () => readonly AccountState[];
  /** Returns the store and opens it at the first call. Null: it cannot be opened. */
  readonly store: () => Promise<HistoryStore | null>;
  /** Resolves after other work had its turn on the thread. */
  readonly yieldThread: () => Promise<void>;
}

/** The history of the figures of all accounts. */
export interface History {
  /** The recent readings of an account, from which its pace is computed. */
  readonly recent: RecentReadings;
  /** Fills the recent readings from the store. */
  readonly loadRecent: () => Promise<void>;
  /** Fills the recent readings from the store. From then on `record` stores new readings. */
  readonly start: () => Promise<void>;
  /**
   * Records changed figures. Writes and tidies the store from time to time. Call it after each change and each minute.
   */
  readonly record: () => void;
  /** Writes the readings that are still in memory. Call it at quit. */
  readonly flush: () => void;
  /** Ends the recording for good. Nothing more is written, also not what is still in memory. */
  readonly stop: () => void;
  readonly store: HistoryDependencies['store'];
  /** Moves the readings of an account to another account. False: the disk may still hold them unchanged. */
  readonly move: (fromAccountId: string, toAccountId: string) => Promise<boolean>;
  /** Deletes the readings of an account. False: some may still be on the disk. */
  readonly forget: (accountId: string) => Promise<boolean>;
  /** Deletes all readings. False: the store refused. */
  readonly clear: () => Promise<boolean>;
}

/** Readings wait in memory for this long, so that many readings are one write. */
const writeEveryMs = 5 * minuteMs;
const tidyStepEveryMs = 5000;
const tidyEveryMs = hourMs;

/**
 * Returns the history, which records the figures of accounts over time. It records only changes. Readings go to memory
 * first, and later to the store in batches.
 */
export function createHistory({ clock, settings, accounts, store, yieldThread }: HistoryDependencies): History {
  const recentReadings = createRecentReadings();
  const runs = new Map<string, Run>();
  const seen = new Map<string, Facts>();
  let openStore: HistoryStore | null = null;
  let isStopped = false;
  let pending: SeriesReading[] = [];
  let writtenAtMs = 0;
  let tidyAtMs = 0;

  function addReading({ series, reading }: SeriesReading): void {
    const key = seriesKey(series);
    const known = runs.get(key) ?? null;
    const nowMs = clock.nowMs();
    // After the clock was set back, the last reading would stay newer than every new one.
    const isAhead = known !== null && known.newest.atMs > nowMs && reading.atMs <= nowMs;
    const { run, kept } = recordReading(isAhead ? null : known, reading);
    runs.set(key, run);
    pending.push(...kept.map((each) => ({ series, reading: each })));
  }

  function write(): void {
    const readings = pending;
    pending = [];
    writtenAtMs = clock.nowMs();
    openStore?.append(readings);
  }

  function tidy(nowMs: number): void {
    // A wait longer than the interval began before the clock was set back.
    if (openStore === null || (nowMs < tidyAtMs && tidyAtMs - nowMs <= tidyEveryMs)) return;
    tidyAtMs = nowMs + (openStore.tidy(nowMs, settings().historyDays) ? tidyStepEveryMs : tidyEveryMs);
  }

  async function loadRecent(only: string | null = null): Promise<HistoryStore | null> {
    const found = await store();
    if (found === null) return null;
    for (const state of accounts().filter(({ account }) => only === null || account.id === only)) {
      const nowMs = clock.nowMs();
      for (const window of state.facts.windows) {
        const series = { accountId: state.account.id, kind: 'window', name: window.id } as const;
        const points = found.points(series, nowMs - horizonMs(lengthMsOf(window)), nowMs);
        recentReadings.seed(
          state,
          window,
          points.map(({ value, ...point }) => ({ ...point, usedPercent: value })),
        );
      }
      await yieldThread();
    }
    return found;
  }

  function restartRuns(readings: readonly SeriesReading[]): void {
    runs.clear();
    seen.clear();
    pending = [];
    const nowMs = clock.nowMs();
    const isPast = ({ atMs }: HistoryReading): boolean => atMs <= nowMs;
    for (const { series, reading } of readings) if (isPast(reading)) runs.set(seriesKey(series), startRun(reading));
  }

  function dropMemoryOf(accountId: string): void {
    recentReadings.forget(accountId);
    seen.delete(accountId);
    for (const key of [...runs.keys()].filter((each) => isSeriesOf(each, accountId))) runs.delete(key);
  }

  return {
    recent: recentReadings.of,
    store,
    loadRecent: async () => void (await loadRecent()),
    start: async () => {
      const found = await loadRecent();
      restartRuns(found?.newest() ?? []);
      // The store may be open only after the end.
      openStore = isStopped ? null : found;
    },
    record: () => {
      if (openStore === null) return;
      const nowMs = clock.nowMs();
      const isKept = settings().historyDays > 0;
      for (const state of isKept ? accounts() : []) {
        if (seen.get(state.account.id) === state.facts) continue;
        seen.set(state.account.id, state.facts);
        for (const each of readingsOf(state)) addReading(each);
      }
      if (pending.length > 0 && Math.abs(nowMs - writtenAtMs) >= writeEveryMs) write();
      else tidy(nowMs);
    },
    flush: () => {
      if (openStore === null || settings().historyDays <= 0) return;
      for (const { series } of accounts().flatMap(readingsOf)) {
        const run = runs.get(seriesKey(series));
        if (run !== undefined) pending.push(...unwrittenEnd(run).map((reading) => ({ series, reading })));
      }
      write();
    },
    stop: () => {
      isStopped = true;
      openStore = null;
    },
    move: async (from, to) => {
      const found = await store();
      // Readings that are still in memory move too.
      if (pending.length > 0) write();
      if (found?.move(from, to) !== true) return false;
      dropMemoryOf(from);
      await loadRecent(to);
      return true;
    },
    forget: async (accountId) => {
      dropMemoryOf(accountId);
      pending = pending.filter(({ series }) => series.accountId !== accountId);
      return (await store())?.forget(accountId) ?? false;
    },
    clear: async () => {
      const found = await store();
      const isDone = found?.clear() ?? false;
      if (isDone) restartRuns([]);
      return isDone;
    },
  };
}

/** The recent readings of each window, in memory, from which the pace is computed. */
interface RecentMemory {
  readonly of: RecentReadings;
  /** Adds earlier readings of a window, oldest first, before the readings of this process. */
  readonly seed: (state: AccountState, window: WindowFacts, earlier: readonly PaceReading[]) => void;
  readonly forget: (accountId: string) => void;
}

const noReadings: ReadingsByWindow = new Map();

/**
 * Returns a memory that adds a reading when a caller asks for the readings of a state. An unchanged state costs
 * nothing.
 */
function createRecentReadings(): RecentMemory {
  const known = new Map<string, AccountReadings>();

  function of(state: AccountState): AccountReadings {
    const { id } = state.account;
    const before = known.get(id);
    if (before?.state === state) return before;
    const isSame = before?.state.facts.windows === state.facts.windows;
    const byWindow = isSame ? before.byWindow : withNewest(before?.byWindow ?? noReadings, state);
    const now = { state, byWindow };
    known.set(id, now);
    return now;
  }

  return {
    of,
    seed: (state, window, earlier) => {
      const { byWindow } = of(state);
      const all = [...earlier, ...(byWindow.get(window.id) ?? [])].sort((a, b) => a.atMs - b.atMs);
      const readings = all.reduce<readonly PaceReading[]>(
        (kept, each) => withReading(kept, each, lengthMsOf(window)),
        [],
      );
      known.set(state.account.id, { state, byWindow: new Map(byWindow).set(window.id, readings) });
    },
    forget: (accountId) => void known.delete(accountId),
  };
}

/** Returns the length of a window in ms; 0: unknown. */
function lengthMsOf({ id, shape }: WindowFacts): number {
  return lengthOf({ id, shape: shape.said?.value ?? noShape }) * 1000;
}

function withNewest(byWindow: ReadingsByWindow, { facts }: AccountState): ReadingsByWindow {
  return new Map(
    facts.windows.flatMap((window) => {
      const before = byWindow.get(window.id) ?? [];
      const reading = readingOf(window);
      const readings =
        reading === null ? before : withReading(withoutFuture(before, reading.atMs), reading, lengthMsOf(window));
      return readings.length === 0 ? [] : [[window.id, readings] as const];
    }),
  );
}

/** Returns the readings without those after a time. The time of a fact goes back only when the clock was set back. */
function withoutFuture(readings: readonly PaceReading[], latestMs: number): readonly PaceReading[] {
  return (readings.at(-1)?.atMs ?? latestMs) <= latestMs ? readings : readings.filter(({ atMs }) => atMs <= latestMs);
}

function readingOf({ usedPercent, resetsAtMs }: WindowFacts): PaceReading | null {
  const value = currentValue(usedPercent);
  if (value === null || usedPercent.said === null) return null;
  return { atMs: usedPercent.said.asOfMs, usedPercent: value, resetsAtMs: currentValue(resetsAtMs) };
}
