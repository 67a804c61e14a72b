import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { hostTemporaryFolder } from '../host-environment.ts';
import { forget, remember, signal } from './process-group.ts';

const patienceMs = 2_000;

export interface QuietCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export type QuietOutcome = 'done' | 'no-start' | 'timed-out' | 'tool-error';

/**
 * Runs a program to its end in an empty folder of its own, without a shell, without input, and with nobody
 * who hears what it says: its words may hold secrets, its exit says enough. After the time it and whatever it
 * started are ended. Never throws.
 */
export async function runQuietly({ file, args, environment, timeoutMs }: QuietCommand): Promise<QuietOutcome> {
  const folder = await mkdtemp(path.join(hostTemporaryFolder(), 'quota-tray-warm-up-')).catch(() => null);
  if (folder === null) return 'no-start';
  try {
    return await runIn(folder, { file, args, environment, timeoutMs });
  } catch {
    return 'no-start';
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

function runIn(folder: string, { file, args, environment, timeoutMs }: QuietCommand): Promise<QuietOutcome> {
  const child = spawn(file, [...args], {
    cwd: folder,
    env: { ...environment },
    stdio: 'ignore',
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  remember(child);
  let isLate = false;
  const term = setTimeout(() => {
    isLate = true;
    signal(child, 'SIGTERM');
  }, timeoutMs);
  const kill = setTimeout(() => signal(child, 'SIGKILL'), timeoutMs + patienceMs);
  return new Promise((resolve) => {
    const ended = (outcome: QuietOutcome): void => {
      clearTimeout(term);
      clearTimeout(kill);
      signal(child, 'SIGKILL');
      forget(child);
      resolve(isLate ? 'timed-out' : outcome);
    };
    child.on('error', () => ended('no-start'));
    child.once('exit', (code) => ended(code === 0 ? 'done' : 'tool-error'));
  });
}
