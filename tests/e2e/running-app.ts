import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ElectronApplication, expect, type Page } from '@playwright/test';
import type { Bridge } from '../../core/ipc/contract.ts';
import type { PanelView } from '../../core/views/panel.ts';
import type { AccountSnapshot, Snapshot } from '../../core/snapshot/schema.ts';
import { type AppResponse, askApp } from '../../main/node/api/client.ts';
import { poll } from '../support/desktop/poll.ts';
import { launchApp, waitForStart } from '../support/electron.ts';

/** What an unpackaged app offers to its tests. */
interface Seam {
  readonly openPanel: () => void;
  readonly openSettings: () => Promise<void>;
  /** Asks again without the least interval between two requests; false where nothing may be asked. */
  readonly refresh: (waitMs: number) => Promise<boolean>;
}

type WindowName = 'panel' | 'settings';

const startTimeoutMs = 120_000;
const refreshWaitSeconds = 30;

/** The app as it runs for a test, on a real Electron. */
export interface RunningApp {
  readonly application: ElectronApplication;
  readonly socketPath: string;
  /** Opens a window, or shows it again, and answers its page once that is on the screen. */
  readonly open: (window: WindowName) => Promise<Page>;
  /** Waits until a window is on the screen, whoever opened it. */
  readonly shown: (window: WindowName) => Promise<Page>;
  readonly isShown: (window: WindowName) => Promise<boolean>;
  /** What the panel of an open page is given. */
  readonly panelView: (page: Page) => Promise<PanelView>;
  /** The app's snapshot, asked over its socket. */
  readonly snapshot: () => Promise<Snapshot>;
  /** Waits until the only account is as wanted. */
  readonly waitForAccount: (isWanted: (account: AccountSnapshot) => boolean) => Promise<AccountSnapshot>;
  /** Refreshes all accounts, also right after another request, and waits for the answers; as an HTTP status. */
  readonly refresh: () => Promise<number>;
  /** Waits for the end of the process and answers its exit code; null where a signal ended it. */
  readonly exited: () => Promise<number | null>;
  /** Quits in order and answers the exit code. */
  readonly quit: () => Promise<number | null>;
  /** Errors of pages, of the main process and of its log so far; a good run has none. */
  readonly faults: () => readonly string[];
}

/** Starts the app and waits until it answers on its socket. */
export async function startRunningApp(options: {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Set false where the app serves no folder, so that nothing answers on a socket. */
  readonly serves?: boolean;
}): Promise<RunningApp> {
  const { home } = options;
  const socketPath = path.join(home, 'api.sock');
  const pageFaults: string[] = [];
  const application = await launchApp(options);
  await waitForStart(application);
  // Playwright forgets the process once it has ended, and with it the exit code.
  const running = application.process();
  const standardError = collected(running);
  const listen = (page: Page): void => {
    page.on('console', (message) => {
      if (message.type() === 'error') pageFaults.push(`console of ${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => pageFaults.push(`page ${page.url()}: ${error.message}`));
  };
  application.on('window', listen);
  application.windows().forEach(listen);

  const ask = (method: 'GET' | 'POST', target: string, body?: unknown): Promise<AppResponse> =>
    askApp({
      socketPath,
      method,
      path: target,
      timeoutMs: (refreshWaitSeconds + 5) * 1000,
      ...(body === undefined ? {} : { body }),
    });
  const snapshot = async (): Promise<Snapshot> => {
    const answer = await ask('GET', '/v1/snapshot');
    if (answer.kind !== 'answer' || answer.status !== 200)
      throw new Error(`the app did not answer: ${JSON.stringify(answer)}`);
    return answer.body as Snapshot;
  };
  const answers =
    options.serves === false ||
    (await poll('an answer of the app', startTimeoutMs, () => snapshot().then(() => true)).catch(String));
  if (answers !== true)
    throw new Error(`${answers}; exit code ${running.exitCode}; it said:\n${standardError()}\n${readLog(home)}`);

  // Electron tells of such a fault in a dialog only, which would keep this process waiting unseen.
  await application.evaluate(() => {
    process.on('uncaughtException', (error) => console.error(`Uncaught in the main process: ${error.stack}`));
  });

  const isShown = (window: WindowName): Promise<boolean> =>
    application.evaluate(
      ({ BrowserWindow }, page) =>
        BrowserWindow.getAllWindows().some((each) => each.isVisible() && each.webContents.getURL().endsWith(page)),
      `/${window}.html`,
    );
  const shown = async (window: WindowName): Promise<Page> => {
    await expect
      .poll(() => isShown(window), { message: `the ${window} window is on the screen`, timeout: 120_000 })
      .toBe(true);
    const page = await poll(`a page of the ${window} window`, 120_000, async () =>
      application.windows().find((each) => each.url().endsWith(`/${window}.html`)),
    );
    await page.waitForLoadState();
    await expect(page.locator('main[aria-busy="false"]')).toBeAttached();
    return page;
  };

  return {
    application,
    socketPath,
    snapshot,
    isShown,
    shown,
    open: async (window) => {
      await application.evaluate(async (_electron, wanted) => {
        const { openPanel, openSettings } = (globalThis as unknown as { readonly __quotaTray: Seam }).__quotaTray;
        await (wanted === 'panel' ? openPanel() : openSettings());
      }, window);
      return shown(window);
    },
    panelView: async (page) => {
      const answer = await page.evaluate(() =>
        (window as unknown as { readonly quotaTray: Bridge }).quotaTray.getPanel(),
      );
      if (!answer.ok) throw new Error(`the panel was refused: ${answer.error.code}`);
      return answer.value;
    },
    waitForAccount: async (isWanted) => {
      let last: AccountSnapshot | undefined;
      await expect(async () => {
        last = (await snapshot()).accounts[0];
        expect(last !== undefined && isWanted(last), JSON.stringify(last)).toBe(true);
      }).toPass({ timeout: 120_000 });
      return last as AccountSnapshot;
    },
    refresh: async () => {
      const isAccepted = await application.evaluate(async (_electron, waitMs) => {
        const { refresh } = (globalThis as unknown as { readonly __quotaTray: Seam }).__quotaTray;
        return refresh(waitMs);
      }, refreshWaitSeconds * 1000);
      return isAccepted ? 202 : 409;
    },
    exited: async () => {
      if (running.exitCode === null && running.signalCode === null) await once(running, 'exit');
      return running.exitCode;
    },
    quit: async () => {
      if (running.exitCode === null && running.signalCode === null) await application.close();
      return running.exitCode;
    },
    faults: () => [...pageFaults, ...mainFaults(standardError()), ...loggedFaults(home)],
  };
}

function collected(running: ChildProcess): () => string {
  let text = '';
  running.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

function mainFaults(standardError: string): readonly string[] {
  return standardError.split('\n').filter((line) => /uncaught|unhandled|internal error/i.test(line));
}

function loggedFaults(home: string): readonly string[] {
  const log = readLog(home);
  return log.split('\n').filter((line) => /^\S+ error /.test(line) || line.includes('A fault'));
}

/** The app's log; empty where nothing was written. */
export function readLog(home: string): string {
  try {
    return readFileSync(path.join(home, 'logs', 'quota-tray.log'), 'utf8');
  } catch {
    return '';
  }
}
