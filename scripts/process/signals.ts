import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const orphanCheckMs = 500;

/** The exit code that a shell reports for a command which a signal ended. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

const listeners = new Set<(signal: NodeJS.Signals) => void>();
let stopHearing: (() => void) | undefined;

/**
 * Calls `listener` instead of ending this process when it is asked to end.
 * Returns the function that stops doing so.
 */
export function onEndingSignal(listener: (signal: NodeJS.Signals) => void): () => void {
  listeners.add(listener);
  stopHearing ??= hear((signal) => {
    for (const told of listeners) told(signal);
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stopHearing?.();
    stopHearing = undefined;
  };
}

function hear(tell: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of endingSignals) process.on(signal, tell);
  const stopWatching = onOrphaned(() => tell('SIGTERM'));
  return () => {
    stopWatching();
    for (const signal of endingSignals) process.off(signal, tell);
  };
}

/**
 * npm runs a script through a shell, and a SIGTERM to npm ends that shell without telling the
 * script: all it can notice is that its parent is another one. Outside of npm that means
 * nothing, as a person may well let a script outlive the shell that started it.
 */
function onOrphaned(listener: () => void): () => void {
  if (process.env['npm_lifecycle_event'] === undefined) return () => undefined;
  const parentId = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parentId) return;
    clearInterval(timer);
    listener();
  }, orphanCheckMs);
  timer.unref();
  return () => clearInterval(timer);
}

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

/** Signals a whole process group, which may be gone already. Does nothing on Windows, which has none. */
export function signalGroup(groupId: number | undefined, signal: NodeJS.Signals): void {
  if (groupId === undefined || process.platform === 'win32') return;
  try {
    process.kill(-groupId, signal);
  } catch {
    // ESRCH: the last member has ended, which is what was wanted.
  }
}
