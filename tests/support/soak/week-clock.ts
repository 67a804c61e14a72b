import type { Alarm, Clock } from '../../../core/ports.ts';
import { seededRandom } from '../seeded-random.ts';

/**
 * A computer's time that passes as fast as the work allows. The clock that the app reads can be wrong, and timers
 * stand still while the computer sleeps, as those of a real system do.
 */
export interface WeekClock {
  readonly clock: Clock;
  readonly alarm: Alarm;
  /** The time that is right, epoch ms. */
  readonly trueMs: () => number;
  /** How far the clock of the computer is ahead of the right time, ms. */
  readonly aheadMs: () => number;
  /** Resolves after so much time with the computer awake. */
  readonly wait: (forMs: number) => Promise<void>;
  /** Lets time pass. Each alarm and each wait on the way ends at its own moment. */
  readonly advance: (byMs: number) => Promise<void>;
  /** Lets time pass while every timer stands still. */
  readonly sleep: (byMs: number) => void;
  /** Sets the clock of the computer forward, or back where it is negative. */
  readonly correct: (byMs: number) => void;
  /** How many alarms and waits are pending. */
  readonly pending: () => number;
}

interface Timer {
  readonly atMs: number;
  readonly ring: () => void;
}

/** Makes the time of a computer that is awake, whose clock is right. */
export function createWeekClock(startMs: number, seed: number): WeekClock {
  let awakeMs = 0;
  let trueMs = startMs;
  let aheadMs = 0;
  let alarm: Timer | null = null;
  const waits = new Set<Timer>();
  const nowMs = (): number => trueMs + aheadMs;

  function soonest(): Timer | null {
    return [...waits].reduce<Timer | null>(
      (first, each) => (first === null || each.atMs < first.atMs ? each : first),
      alarm,
    );
  }

  function moveTo(atMs: number): void {
    trueMs += Math.max(0, atMs - awakeMs);
    awakeMs = Math.max(awakeMs, atMs);
  }

  return {
    clock: { nowMs, random: seededRandom(seed) },
    alarm: {
      set: (atMs, ring) => void (alarm = { atMs: awakeMs + Math.max(0, atMs - nowMs()), ring }),
      clear: () => void (alarm = null),
    },
    trueMs: () => trueMs,
    aheadMs: () => aheadMs,
    wait: (forMs) => new Promise((resolve) => void waits.add({ atMs: awakeMs + forMs, ring: resolve })),
    advance: async (byMs) => {
      const endMs = awakeMs + byMs;
      await everythingDone();
      for (let next = soonest(); next !== null && next.atMs <= endMs; next = soonest()) {
        moveTo(next.atMs);
        if (next === alarm) alarm = null;
        waits.delete(next);
        next.ring();
        await everythingDone();
      }
      moveTo(endMs);
    },
    sleep: (byMs) => void (trueMs += byMs),
    correct: (byMs) => void (aheadMs += byMs),
    pending: () => waits.size + (alarm === null ? 0 : 1),
  };
}

/** Resolves when nothing waits for anything but time. */
async function everythingDone(): Promise<void> {
  await new Promise((resolve) => void setImmediate(resolve));
}
