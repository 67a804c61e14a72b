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

/** Where an engine that is going to be killed keeps its files, whom it asks, and how fast its clock runs. */
export interface KilledEngineSetup {
  readonly folder: string;
  readonly accounts: readonly { readonly name: string; readonly baseUrl: string }[];
  /** When the fast clock and the real one showed the same time, epoch ms. */
  readonly epochMs: number;
  readonly speed: number;
}

type Pace = Pick<KilledEngineSetup, 'epochMs' | 'speed'>;

/** A clock that runs `speed` times as fast, the same in every process that is told its epoch. */
export function virtualClock({ epochMs, speed }: Pace): Clock {
  return { nowMs: () => epochMs + Math.floor((Date.now() - epochMs) * speed), random: Math.random };
}

/** The engine's timer on such a clock. */
export function createAlarmFor(pace: Pace): Alarm {
  const { nowMs } = virtualClock(pace);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    clear: () => clearTimeout(timer),
    set: (atMs, ring) => {
      clearTimeout(timer);
      timer = setTimeout(ring, Math.ceil(Math.max(0, atMs - nowMs()) / pace.speed));
    },
  };
}
