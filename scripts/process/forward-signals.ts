import type { ChildProcess } from 'node:child_process';

import { onEndingSignal } from './signals.ts';

// npm passes Ctrl-C on to its script, which the terminal has already told: one key press
// arrives here twice. A second signal would make Chromium drop its orderly shutdown.
const sameKeyPressMs = 1_000;

/** Passes ending signals on to a child instead. Returns the function that stops doing so. */
export function forwardSignals(child: ChildProcess): () => void {
  let lastAtMs = Number.NEGATIVE_INFINITY;
  return onEndingSignal((signal) => {
    const nowMs = performance.now();
    if (nowMs - lastAtMs < sameKeyPressMs) return;
    lastAtMs = nowMs;
    child.kill(signal);
  });
}
