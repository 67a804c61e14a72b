import type { ElectronApplication } from '@playwright/test';

import { poll } from '../support/desktop/poll.ts';
import { startStatusNotifierHost } from '../support/desktop/status-notifier-host.ts';
import { launchApp, waitForStart } from '../support/electron.ts';
import type { AppsUnderTest } from './apps.ts';
import type { Figure } from './figures.ts';
import type { AppUnderTest } from './launched-app.ts';
import { readTree } from './process-tree.ts';
import { settled } from './tray.ts';

const mebibyte = 1024 * 1024;
/** A closed window is hidden, and destroyed half a minute later. */
const timeoutMs = 120_000;

/** The memory of both apps, ours after panel and settings were opened and closed many times. */
export async function measureWindowMemory({ baseline, ours }: AppsUnderTest, times: number): Promise<Figure> {
  const before = await measureAfter(baseline, async () => undefined);
  const after = await measureAfter(ours, async (electron) => {
    await waitForStart(electron);
    for (let time = 0; time < times; time += 1) await openAndClose(electron);
    await poll('the end of both windows', timeoutMs, async () => {
      const count = await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
      return count === 0 ? true : undefined;
    });
  });
  return {
    name: `memory (PSS), panel and settings opened ${times} times and closed`,
    unit: 'MB',
    baseline: before / mebibyte,
    ours: after / mebibyte,
    budget: { kind: 'ratio', most: 1.08 },
  };
}

/** With the same tool attached to both apps; `use` does before the rest what only ours can do. */
async function measureAfter(app: AppUnderTest, use: (electron: ElectronApplication) => Promise<void>): Promise<number> {
  const host = await startStatusNotifierHost();
  const electron = await launchApp({ home: app.home, env: app.environment, appFolder: app.folder });
  const processId = electron.process().pid ?? 0;
  try {
    await host.waitForItem();
    await use(electron);
    await settled(processId);
    const { pssBytes, hasRenderer } = readTree(processId);
    if (hasRenderer) throw new Error('the page of a closed window is still alive');
    return pssBytes;
  } finally {
    await electron.close();
    await host.stop();
  }
}

interface Opener {
  readonly openPanel: () => void;
  readonly openSettings: () => Promise<void>;
}

/** Opens the settings and closes them, then the panel: it hides when another window gets the focus. */
async function openAndClose(electron: ElectronApplication): Promise<void> {
  for (const name of ['openSettings', 'openPanel'] as const) {
    await electron.evaluate((_electron, opener) => {
      void (globalThis as unknown as { readonly __quotaTray: Opener }).__quotaTray[opener]();
    }, name);
    await poll('a visible window', timeoutMs, async () => {
      const isShown = await electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().some((window) => window.isVisible()),
      );
      return isShown ? true : undefined;
    });
    await electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.close();
    });
  }
}
