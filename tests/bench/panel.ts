import { setTimeout as pause } from 'node:timers/promises';

import type { ElectronApplication, Page } from '@playwright/test';

import { startStatusNotifierHost, type StatusNotifierHost } from '../support/desktop/status-notifier-host.ts';
import { launchApp } from '../support/electron.ts';
import type { AppsUnderTest } from './apps.ts';
import type { Figure } from './figures.ts';
import type { AppUnderTest } from './launched-app.ts';
import { readTree } from './process-tree.ts';

export interface PanelOptions {
  /** How long the panel has been closed when the memory is read. */
  readonly closedMs: number;
}

const mebibyte = 1024 * 1024;
const timeoutMs = 15_000;
/** How long a person looks at the panel. */
const lookMs = 5_000;
const openRow = 'Open Quota Tray';

/** What is left of the panel in memory when it has been closed. */
export async function measurePanel(
  { baseline, ours }: AppsUnderTest,
  options: PanelOptions,
): Promise<readonly Figure[]> {
  const pssBaseline = await measureClosed(baseline, options.closedMs, () => pause(lookMs));
  const pssAfter = await measureClosed(ours, options.closedMs, openAndClose);
  return [
    {
      name: `memory (PSS), panel closed for ${options.closedMs / 1000} s`,
      unit: 'MB',
      baseline: pssBaseline / mebibyte,
      ours: pssAfter / mebibyte,
      budget: { kind: 'ratio', most: 1.12 },
    },
  ];
}

/** Opens the panel and waits until it is shown and has painted an account. */
async function openPanel(electron: ElectronApplication, host: StatusNotifierHost): Promise<void> {
  await awaitShowing(electron);
  const [page] = await Promise.all([electron.waitForEvent('window', { timeout: timeoutMs }), clickToOpen(host)]);
  await Promise.all([whenShown(electron), whenPainted(page)]);
}

interface Watched {
  shownAtMs?: Promise<number>;
}

/** From now on the main process notes when a window is shown: the one there is, or the next one. */
async function awaitShowing(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(({ app, BrowserWindow }) => {
    (globalThis as Watched).shownAtMs = new Promise((resolve) => {
      const listen = (window: Electron.BrowserWindow): void => void window.once('show', () => resolve(Date.now()));
      const [window] = BrowserWindow.getAllWindows();
      if (window === undefined) app.once('browser-window-created', (_event, created) => listen(created));
      else listen(window);
    });
  });
}

async function whenShown(electron: ElectronApplication): Promise<number> {
  return (await electron.evaluate(() => (globalThis as Watched).shownAtMs)) ?? Number.NaN;
}

/** When the page has painted an account, by the clock that all processes share. */
function whenPainted(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (document.querySelector('[data-row]') === null) setTimeout(look, 1);
          else requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
        };
        look();
      }),
  );
}

async function hide(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.hide();
  });
}

/** Clicks the row that opens the panel; gives when. A menu that changed in between is read again. */
async function clickToOpen(host: StatusNotifierHost, triesLeft = 3): Promise<number> {
  const row = (await host.readMenu()).find(({ label }) => label === openRow);
  if (row === undefined) throw new Error(`the menu has no row ${openRow}`);
  const clickedAtMs = Date.now();
  try {
    await host.click(row.id);
    return clickedAtMs;
  } catch (error) {
    if (triesLeft === 0) throw error;
    return await clickToOpen(host, triesLeft - 1);
  }
}

/** With the same tool attached to both apps; `use` does in between what only ours can do. */
async function measureClosed(
  app: AppUnderTest,
  closedMs: number,
  use: (electron: ElectronApplication, host: StatusNotifierHost) => Promise<void>,
): Promise<number> {
  const host = await startStatusNotifierHost();
  const electron = await launchApp({ home: app.home, env: app.environment, appFolder: app.folder });
  try {
    await host.waitForItem();
    await use(electron, host);
    await pause(closedMs);
    const { pssBytes, hasRenderer } = readTree(electron.process().pid ?? 0);
    if (hasRenderer) throw new Error('the page of the closed panel is still alive');
    return pssBytes;
  } finally {
    await electron.close();
    await host.stop();
  }
}

async function openAndClose(electron: ElectronApplication, host: StatusNotifierHost): Promise<void> {
  await openPanel(electron, host);
  await pause(lookMs);
  await hide(electron);
}
