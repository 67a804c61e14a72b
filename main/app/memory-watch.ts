import { hasWindow, onWindowClosed } from '../electron/windows/open-windows.ts';
import type { Engine } from '../engine/engine.ts';
import { collectGarbage } from '../node/memory.ts';
import { createMemoryCare } from './memory.ts';

/** Frees memory after the start and after each window. Returns the function that stops it. */
export function careForMemory(engine: Pick<Engine, 'settled'>): () => void {
  const care = createMemoryCare({
    engine,
    hasWindow,
    collect: collectGarbage,
    delay: (delayMs, action) => {
      const timer = setTimeout(action, delayMs);
      return () => clearTimeout(timer);
    },
    timeout: (afterMs) => AbortSignal.timeout(afterMs),
  });
  const endFollowing = onWindowClosed(care.windowClosed);
  care.started();
  return () => {
    endFollowing();
    care.stop();
  };
}
