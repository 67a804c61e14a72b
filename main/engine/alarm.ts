import type { Alarm, Clock } from '../../core/ports.ts';

const longestTimerMs = 2 ** 31 - 1;

/** The only timer of engine and features. With `unref` it does not keep an otherwise idle process alive. */
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
