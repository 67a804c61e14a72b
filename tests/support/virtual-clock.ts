import type { Alarm, Clock } from '../../core/ports.ts';

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
