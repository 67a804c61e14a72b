import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const orphanCheckMs = 500;

/** Returns the exit code that a shell reports for a command that a signal ended. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

const listeners = new Set<(signal: NodeJS.Signals) => void>();
let stopListening: (() => void) | undefined;

/** Calls `listener` for an ending signal, which then does not end this process. Returns the function that stops this. */
export function onEndingSignal(listener: (signal: NodeJS.Signals) => void): () => void {
  listeners.add(listener);
  stopListening ??= listen((signal) => {
    for (const each of listeners) each(signal);
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stopListening?.();
    stopListening = undefined;
  };
}

function listen(notify: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of endingSignals) process.on(signal, notify);
  const stopWatching = onOrphaned(() => notify('SIGTERM'));
  return () => {
    stopWatching();
    for (const signal of endingSignals) process.off(signal, notify);
  };
}

/**
 * Calls back when npm's shell has ended. npm runs a script through a shell, and a SIGTERM to npm ends only that shell. The
 * script can only notice that its parent has changed. Outside of npm a changed parent means nothing, because a user may
 * let a script outlive its shell.
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

// Both the terminal and npm send Ctrl-C to the script, so one key press arrives twice. A second signal would make Chromium
// skip its orderly shutdown.
const sameKeyPressMs = 1_000;

/** Forwards ending signals to a child, so that they do not end this process. Returns the function that stops this. */
export function forwardSignals(child: ChildProcess): () => void {
  let lastAtMs = Number.NEGATIVE_INFINITY;
  return onEndingSignal((signal) => {
    const nowMs = performance.now();
    if (nowMs - lastAtMs < sameKeyPressMs) return;
    lastAtMs = nowMs;
    child.kill(signal);
  });
}

/** Sends a signal to a process group, which may be gone already. Does nothing on Windows, which has no groups. */
export function signalGroup(groupId: number | undefined, signal: NodeJS.Signals): void {
  if (groupId === undefined || process.platform === 'win32') return;
  try {
    process.kill(-groupId, signal);
  } catch {
    // ESRCH: no process is left, which is what was wanted.
  }
}
