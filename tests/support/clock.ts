import type { Alarm, Clock } from '../../core/ports.ts';

/** A clock that stands until it is moved; its alarm rings while it is moved past. */
export interface FakeClock {
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly nowMs: () => number;
  /** Moves on, ringing at each alarm on the way, and lets promises settle in between. */
  readonly advance: (byMs: number) => Promise<void>;
  /** Puts the clock elsewhere without ringing, as a user or a sleep does. */
  readonly jump: (toMs: number) => void;
  /** Rings now, whatever was set. */
  readonly ring: () => Promise<void>;
}

export function createFakeClock(startMs: number, random: () => number = () => 0.5): FakeClock {
  let nowMs = startMs;
  let set: { readonly atMs: number; readonly ring: () => void } | null = null;

  async function ring(): Promise<void> {
    const due = set;
    set = null;
    due?.ring();
    await settle();
  }

  return {
    clock: { nowMs: () => nowMs, random },
    alarm: { set: (atMs, callback) => void (set = { atMs, ring: callback }), clear: () => void (set = null) },
    nowMs: () => nowMs,
    jump: (toMs) => void (nowMs = toMs),
    ring,
    advance: async (byMs) => {
      const endMs = nowMs + byMs;
      await settle();
      while (set !== null && set.atMs <= endMs) {
        nowMs = Math.max(nowMs, set.atMs);
        await ring();
      }
      nowMs = endMs;
    },
  };
}

/** Lets everything that only waits for promises run to its end. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
