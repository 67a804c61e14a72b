import type { Engine } from '../engine/engine.ts';
import type { Delay } from '../electron/windows/reusable-window.ts';

/** Frees memory when much of it has just become unused. */
export interface MemoryCare {
  /** Frees memory once the first answers are there. */
  readonly started: () => void;
  /** Frees memory some seconds later, if no window is left then. Call it when a window was destroyed. */
  readonly windowClosed: () => void;
  /** Drops what waits. */
  readonly stop: () => void;
}

/** The first polls are spread over ten seconds. */
const firstPollsMs = 20_000;
/** A hanging service does not postpone the collection for ever. */
const longestWaitMs = 30_000;
/** The processes of a window take a moment to end. */
const afterWindowMs = 5_000;

/**
 * Makes the care for memory. While a window exists it does nothing, because the user may be waiting; the end of that
 * window calls it again.
 */
export function createMemoryCare(dependencies: {
  readonly engine: Pick<Engine, 'settled'>;
  readonly hasWindow: () => boolean;
  readonly collect: () => void;
  readonly delay: Delay;
  /** Returns a signal that is aborted after this time. */
  readonly timeout: (afterMs: number) => AbortSignal;
}): MemoryCare {
  const { engine, hasWindow, collect, delay, timeout } = dependencies;
  let cancel = (): void => undefined;
  let isStopped = false;

  const free = (): void => {
    if (!isStopped && !hasWindow()) collect();
  };
  const after = (waitMs: number, action: () => void): void => {
    cancel();
    cancel = delay(waitMs, action);
  };

  return {
    started: () => after(firstPollsMs, () => void engine.settled(timeout(longestWaitMs)).then(free)),
    windowClosed: () => after(afterWindowMs, free),
    stop: () => {
      isStopped = true;
      cancel();
    },
  };
}
