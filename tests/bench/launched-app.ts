import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { electronArguments, resolveElectron } from '../../scripts/electron/runtime.ts';
import { signalGroup } from '../../scripts/process/signals.ts';
import { startStatusNotifierHost, type StatusNotifierHost } from '../support/desktop/status-notifier-host.ts';
import { testEnvironment } from '../support/electron.ts';

/** An app as the benchmarks start it. */
export interface AppUnderTest {
  readonly folder: string;
  /** The state folder; it outlives a start. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface LaunchedApp {
  readonly processId: number;
  readonly host: StatusNotifierHost;
  /** From the start of the process until its icon was registered on the bus. */
  readonly startMs: number;
  /** When the process was started, by `performance.now()`. */
  readonly startedAtMs: number;
  /** Ends it in order. */
  readonly stop: () => Promise<void>;
}

const iconTimeoutMs = 30_000;
const endTimeoutMs = 10_000;

/** Starts an app the way a desktop does, with nothing attached to it, and waits for its icon. */
export async function launchPlainly(app: AppUnderTest): Promise<LaunchedApp> {
  const { executable } = await resolveElectron();
  const userHome = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-bench-user-'));
  const host = await startStatusNotifierHost();
  const switches = electronArguments();
  const startedAtMs = performance.now();
  const child = spawn(executable, [...switches, app.folder], {
    env: testEnvironment(userHome, app.home, app.environment),
    cwd: userHome,
    stdio: 'ignore',
    detached: true,
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), endTimeoutMs);
    await gone;
    clearTimeout(timer);
    signalGroup(child.pid, 'SIGKILL');
    await host.stop();
    await rm(userHome, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await iconOf(host, gone);
    return { processId: child.pid ?? 0, host, startMs: performance.now() - startedAtMs, startedAtMs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Looks every millisecond: the harness's own waiting is too coarse for a start. */
function iconOf(host: StatusNotifierHost, gone: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (finish: () => void): void => {
      clearInterval(look);
      clearTimeout(late);
      finish();
    };
    const look = setInterval(() => {
      if (host.items().length > 0) end(resolve);
    }, 1);
    const late = setTimeout(() => end(() => reject(new Error('no tray icon came'))), iconTimeoutMs);
    void gone.then(() => end(() => reject(new Error('the app ended before its icon came'))));
  });
}
