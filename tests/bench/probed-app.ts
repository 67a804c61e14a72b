import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { electronArguments, resolveElectron } from '../../scripts/electron/runtime.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { signalGroup } from '../../scripts/process/signals.ts';
import { poll } from '../support/desktop/poll.ts';
import type { BusObject } from '../support/desktop/session-bus.ts';
import type { StatusNotifierHost } from '../support/desktop/status-notifier-host.ts';
import { testEnvironment } from '../support/electron.ts';

/** What a page did while the app scrolled it. */
export interface Scrolled {
  /** The time from each frame to the next. */
  readonly gapsMs: readonly number[];
  readonly topPixels: number;
}

/** An app with a tray icon and a window, and a probe in both. No tool is attached to its page. */
export interface ProbedApp {
  /** Clicks the row that opens the window. Returns the time until it is shown and has painted an account, in ms. */
  readonly open: (page: 'new' | 'kept') => Promise<number>;
  readonly hide: () => void;
  /** Ends the page of the window. */
  readonly destroy: () => void;
  /** Scrolls the page and returns its frames. */
  readonly scroll: () => Promise<Scrolled>;
  /** Returns the page as it is drawn now. */
  readonly html: () => Promise<string>;
  /** How many elements the page had at its first content. */
  readonly nodes: () => Promise<number>;
  /** Ends the app. */
  readonly stop: () => Promise<void>;
}

const timeoutMs = 60_000;
const mostClicks = 5;
const lostAfterMs = 5_000;
const openRow = 'Open Quota Tray';
const appsFolder = path.join(projectRoot, 'tests', 'support', 'apps');

/**
 * Starts an app of `tests/support/apps` and waits for its icon.
 *
 * @param home The state folder of the app.
 * @param environment What the app needs beside it: `PROBE_PAGE` for the bare one.
 */
export async function startProbedApp(
  host: StatusNotifierHost,
  name: 'bare-panel' | 'probed-panel',
  home: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ProbedApp> {
  const { executable } = await resolveElectron();
  const userHome = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-bench-user-'));
  const before = host.items().length;
  const child = spawn(executable, [...electronArguments(), path.join(appsFolder, name)], {
    env: testEnvironment(userHome, home, {
      PROBE_MAIN: path.join(projectRoot, 'dist', 'main', 'index.cjs'),
      ...environment,
    }),
    cwd: userHome,
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const reports = new Map<string, unknown>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('probe ')) return;
    const [report, value] = JSON.parse(line.slice('probe '.length)) as [string, unknown];
    reports.set(report, value);
  });
  child.stdin.on('error', () => undefined);
  const say = (word: string): void => void child.stdin.write(`${word}\n`);
  const reported = async <T>(report: string): Promise<T> =>
    (await poll(`the report “${report}”`, timeoutMs, () => reports.get(report))) as T;
  const asked = async <T>(word: string, report: string): Promise<T> => {
    reports.delete(report);
    say(word);
    return await reported<T>(report);
  };
  const item = await poll('the icon', timeoutMs, (): BusObject | undefined => host.items()[before]);

  /** Clicks the row until the app reports. A click is lost if the menu changed after it was read. */
  const clickUntil = async (report: string): Promise<number> => {
    for (let tries = 0; tries < mostClicks; tries += 1) {
      const row = await poll('the row that opens the window', timeoutMs, async () =>
        (await host.readMenu(item)).find(({ label }) => label === openRow),
      );
      const clickedAtMs = performance.timeOrigin + performance.now();
      const isTaken = await host.click(row.id, item).then(
        () => poll(report, lostAfterMs, () => (reports.has(report) ? true : undefined)).catch(() => false),
        () => false,
      );
      if (isTaken) return clickedAtMs;
    }
    throw new Error(`no click on ${openRow} opened the window`);
  };

  return {
    open: async (page) => {
      for (const report of ['created', 'shown', ...(page === 'new' ? ['painted'] : [])]) reports.delete(report);
      const clickedAtMs = await clickUntil(page === 'new' ? 'created' : 'shown');
      const ends = [await reported<number>('shown'), ...(page === 'new' ? [await reported<number>('painted')] : [])];
      return Math.max(...ends) - clickedAtMs;
    },
    hide: () => say('hide'),
    destroy: () => say('destroy'),
    scroll: () => asked<Scrolled>('scroll', 'scrolled'),
    html: () => asked<string>('html', 'html'),
    nodes: () => reported<number>('nodes'),
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), 10_000);
      await gone;
      clearTimeout(timer);
      signalGroup(child.pid, 'SIGKILL');
      await rm(userHome, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
