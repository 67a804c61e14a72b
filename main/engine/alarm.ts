import type { Alarm, Clock } from '../../core/ports.ts';

const longestTimerMs = 2 ** 31 - 1;

/** The app's one timer. It keeps no process alive that has nothing else to do when `unref` is set. */
export function createAlarm(clock: Clock, options: { readonly unref: boolean }): Alarm {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const clear = (): void => clearTimeout(timer);
  return {
    clear,
    set: (atMs, ring) => {
      clear();
      timer = setTimeout(ring, Math.min(Math.max(0, atMs - clock.nowMs()), longestTimerMs));
      if (options.unref) timer.unref();
    },
  };
}
