import path from 'node:path';

import type { ElectronApplication, Page } from '@playwright/test';

type Theme = 'light' | 'dark';

interface Seam {
  readonly __quotaTray: { readonly openPanel: () => unknown; readonly openSettings: () => unknown };
}

/** Taller than at first, so that the picture shows several states. */
const panelSize = { width: 380, height: 960 };

/** What the slowest accounts of the demo show once they were asked. */
const lastAnswers = ['Offline', 'Waiting until', 'Extra usage', 'starts with first use', 'on offer'];

/** Takes the panel and the settings in both themes; the panel once all accounts have answered. */
export async function takeAppPictures(application: ElectronApplication, folder: string): Promise<void> {
  const panel = await open(application, 'openPanel', 'panel.html');
  for (const text of lastAnswers) await panel.getByText(text).first().waitFor();
  await resize(application, panelSize);
  await takeInThemes(application, panel, folder, 'panel');
  const settings = await open(application, 'openSettings', 'settings.html');
  await settings.getByRole('button', { name: 'Appearance', exact: true }).click();
  await takeInThemes(application, settings, folder, 'settings');
}

async function open(
  application: ElectronApplication,
  opener: 'openPanel' | 'openSettings',
  file: string,
): Promise<Page> {
  await application.evaluate((_electron, name) => void (globalThis as unknown as Seam).__quotaTray[name](), opener);
  for (;;) {
    const page = application.windows().find((each) => each.url().includes(file));
    if (page !== undefined) return page;
    await application.waitForEvent('window');
  }
}

/** There is only the panel when this is called. */
async function resize(application: ElectronApplication, size: typeof panelSize): Promise<void> {
  await application.evaluate(({ BrowserWindow }, { width, height }) => {
    for (const window of BrowserWindow.getAllWindows()) window.setSize(width, height);
  }, size);
}

async function takeInThemes(application: ElectronApplication, page: Page, folder: string, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] satisfies readonly Theme[]) {
    await application.evaluate(({ nativeTheme }, source) => void (nativeTheme.themeSource = source), theme);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.screenshot({ path: path.join(folder, `${name}-${theme}.png`), animations: 'disabled', caret: 'hide' });
  }
}
