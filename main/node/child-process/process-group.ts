import type { ChildProcess } from 'node:child_process';

/** What must not outlive this process, however it ends. */
const living = new Set<ChildProcess>();

/** From now on a started program ends at the latest together with this process. It leads a group of its own. */
export function remember(child: ChildProcess): void {
  if (living.size === 0) process.once('exit', killAll);
  living.add(child);
}

export function forget(child: ChildProcess): void {
  living.delete(child);
  if (living.size === 0) process.off('exit', killAll);
}

/** Signals the whole group where there are groups; some of it, or all, may be gone already. */
export function signal(child: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // ESRCH: nobody is left, which is what was wanted.
  }
}

function killAll(): void {
  for (const child of living) signal(child, 'SIGKILL');
}
