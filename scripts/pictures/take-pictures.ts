import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { ElectronApplication, Page } from '@playwright/test';

import { startNotificationService } from '../../tests/support/desktop/notification-service.ts';
import { poll } from '../../tests/support/desktop/poll.ts';
import { launchApp, waitForStart } from '../../tests/support/electron.ts';
import { iconSheet } from '../../tests/support/icon-sheet.ts';
import { prepareDemo } from '../demo/demo.ts';
import { captureCommand } from '../process/command.ts';
import { exitCodes, ExitError, runScript } from '../process/exit.ts';
import { chooseFont, panelHeightPixels, waitForTrayIcon } from './stage.ts';

type Theme = 'light' | 'dark';

interface Seam {
  readonly __quotaTray: { readonly openPanel: () => unknown; readonly openSettings: () => unknown };
}

/** Taller than a new panel, so that the picture shows several states. */
const panelSize = { width: 380, height: 960 };

/** Texts that the slowest demo accounts show after their first answer. */
const lastAnswers = ['Offline', 'Waiting until', 'Extra usage', 'starts on first use', 'on offer'];

/** Takes pictures of the panel, after all accounts have answered, and of the settings, in both themes. */
async function takeAppPictures(application: ElectronApplication, folder: string): Promise<void> {
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

/** Resizes the panel, which is the only window at this time. */
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

const commandTimeoutMs = 20_000;
const menuTimeoutMs = 10_000;

/** Clicks the tray icon, takes a picture of the icon and its menu, and closes the menu. */
async function takeTrayMenu(file: string): Promise<void> {
  const before = await visiblePanelWindows();
  const centre = String(panelHeightPixels / 2);
  await run('xdotool', ['mousemove', centre, centre, 'click', '3']);
  const menu = await poll('the menu of the tray icon', menuTimeoutMs, async () => {
    const opened = (await visiblePanelWindows()).find((id) => !before.includes(id));
    return opened === undefined ? undefined : geometryOf(opened);
  });
  // Away from the rows, so that no row is highlighted.
  await movePointerAway();
  await run('import', [
    '-window',
    'root',
    '-crop',
    `${menu.width}x${menu.y + menu.height}+${menu.x}+0`,
    '+repage',
    file,
  ]);
  await run('xdotool', ['key', 'Escape']);
}

/** Moves the pointer to the empty right part of the desktop's panel. */
async function movePointerAway(): Promise<void> {
  await run('xdotool', ['mousemove', '2300', String(panelHeightPixels / 2)]);
}

async function visiblePanelWindows(): Promise<readonly string[]> {
  const found = await captureCommand('xdotool', ['search', '--onlyvisible', '--class', 'xfce4-panel|wrapper'], {
    timeoutMs: commandTimeoutMs,
  });
  return found.stdout.split('\n').filter((line) => line !== '');
}

async function geometryOf(window: string): Promise<Readonly<Record<'x' | 'y' | 'width' | 'height', number>>> {
  const text = await run('xdotool', ['getwindowgeometry', '--shell', window]);
  const field = (name: string): number => Number(new RegExp(`^${name}=(-?\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { x: field('X'), y: field('Y'), width: field('WIDTH'), height: field('HEIGHT') };
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await captureCommand(command, args, { timeoutMs: commandTimeoutMs });
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

/** Takes the pictures of the app with the demo accounts in `folder`, on the stage that the environment names. */
async function takePictures(folder: string, pictures: string): Promise<void> {
  const demo = await prepareDemo(folder);
  // Without a notification service the app would show a banner in every view.
  const notifications = await startNotificationService();
  try {
    await chooseFont(demo.environment['XDG_CONFIG_HOME'] ?? folder);
    await movePointerAway();
    const args = ['--force-device-scale-factor=2', ...demo.switches];
    const application = await launchApp({ home: demo.home, env: demo.environment, args });
    await waitForStart(application);
    try {
      await waitForTrayIcon();
      await takeAppPictures(application, pictures);
      await takeTrayMenu(path.join(pictures, 'tray-menu.png'));
    } finally {
      await application.close();
    }
  } finally {
    await notifications.stop();
    await demo.close();
  }
}

await runScript(async () => {
  const [folder, pictures] = process.argv.slice(2);
  if (folder === undefined || pictures === undefined) {
    throw new ExitError(exitCodes.badArguments, 'usage: take-pictures DEMO_FOLDER PICTURES_FOLDER');
  }
  await writeFile(path.join(pictures, 'icons.png'), iconSheet());
  await takePictures(folder, pictures);
  return exitCodes.done;
});
