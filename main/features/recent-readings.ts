import type { AccountState } from '../../core/accounts/account-state.ts';
import type { AccountReadings, ReadingsByWindow, RecentReadings } from '../../core/pace/account-readings.ts';
import type { PaceReading } from '../../core/pace/pace-reading.ts';
import { remembered } from '../../core/pace/remember.ts';
import { currentValue } from '../../core/quota/fact.ts';
import type { WindowFacts } from '../../core/quota/facts.ts';
import { lengthOf } from '../../core/quota/judge-windows.ts';
import { noShape } from '../../core/quota/window-shape.ts';

/** What was read lately of each window, in memory, for the pace. */
export interface RecentMemory {
  readonly of: RecentReadings;
  /** Puts earlier readings of a window, oldest first, before what was seen since; the pace may be known then. */
  readonly seed: (state: AccountState, window: WindowFacts, earlier: readonly PaceReading[]) => void;
  readonly forget: (accountId: string) => void;
}

const nothingYet: ReadingsByWindow = new Map();

/** Remembers as it is asked: each state that is shown was asked for. A state that is the same costs nothing. */
export function createRecentReadings(): RecentMemory {
  const known = new Map<string, AccountReadings>();

  function of(state: AccountState): AccountReadings {
    const { id } = state.account;
    const before = known.get(id);
    if (before?.state === state) return before;
    const isSame = before?.state.facts.windows === state.facts.windows;
    const byWindow = isSame ? before.byWindow : withNewest(before?.byWindow ?? nothingYet, state);
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
        (kept, each) => remembered(kept, each, lengthMsOf(window)),
        [],
      );
      known.set(state.account.id, { state, byWindow: new Map(byWindow).set(window.id, readings) });
    },
    forget: (accountId) => void known.delete(accountId),
  };
}

/** How long a window lasts; 0: not known. */
export function lengthMsOf({ id, shape }: WindowFacts): number {
  return lengthOf({ id, shape: shape.said?.value ?? noShape }) * 1000;
}

function withNewest(byWindow: ReadingsByWindow, { facts }: AccountState): ReadingsByWindow {
  return new Map(
    facts.windows.flatMap((window) => {
      const before = byWindow.get(window.id) ?? [];
      const reading = readingOf(window);
      const readings = reading === null ? before : remembered(upTo(before, reading.atMs), reading, lengthMsOf(window));
      return readings.length === 0 ? [] : [[window.id, readings] as const];
    }),
  );
}

/** Times of a fact go back only with the clock, and then what lies after it is not of this clock. */
function upTo(readings: readonly PaceReading[], latestMs: number): readonly PaceReading[] {
  return (readings.at(-1)?.atMs ?? latestMs) <= latestMs ? readings : readings.filter(({ atMs }) => atMs <= latestMs);
}

function readingOf({ usedPercent, resetsAtMs }: WindowFacts): PaceReading | null {
  const value = currentValue(usedPercent);
  if (value === null || usedPercent.said === null) return null;
  return { atMs: usedPercent.said.asOfMs, usedPercent: value, resetsAtMs: currentValue(resetsAtMs) };
}
