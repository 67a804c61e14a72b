import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { ElectronApplication, Page } from '@playwright/test';

import { startNotificationService } from '../../tests/support/desktop/notification-service.ts';
import { poll } from '../../tests/support/desktop/poll.ts';
import { launchApp, waitForStart } from '../../tests/support/electron.ts';
import { iconSheet } from '../../tests/support/icon-sheet.ts';
import type { DemoAccount } from '../demo/account.ts';
import { demoAccounts } from '../demo/accounts.ts';
import { prepareDemo } from '../demo/demo.ts';
import { captureCommand } from '../process/command.ts';
import { exitCodes, ExitError, runScript } from '../process/exit.ts';
import { chooseFont, panelHeightPixels, waitForTrayIcon } from './stage.ts';

type Theme = 'light' | 'dark';

interface Seam {
  readonly __quotaTray: { readonly openPanel: () => unknown; readonly openSettings: () => unknown };
}

const panelWidth = 380;

/** The accounts of one person, for the picture at the top of README. */
const onePerson = ['max', 'fresh', 'low'];

/** Texts that the slowest accounts of a set show after their first answer. */
const lastAnswers = {
  one: ['Next up', 'Running low', 'prepaid'],
  team: ['of 19 ready', 'Sign in…', 'Used up', 'Prepaid', 'Credits', '92%', '70%', '63%'],
} as const;

/** Takes pictures of the panel and an account's page with the accounts of one person. */
async function takeOnePerson(application: ElectronApplication, folder: string): Promise<void> {
  const panel = await open(application, 'openPanel', 'panel.html');
  await waitForTexts(panel, lastAnswers.one);
  await showAllContent(application, panel, 'main');
  await takeInThemes(application, panel, folder, 'panel');
  await panel.locator('[data-row^="claude:"]').click({ position: { x: 60, y: 12 } });
  await panel.locator('[data-page][aria-busy="false"] [role="meter"]').first().waitFor();
  await showAllContent(application, panel, '[data-page]');
  await takeInThemes(application, panel, folder, 'account');
}

/** Takes pictures of the panel with the accounts of a team, and of the settings. */
async function takeTeam(application: ElectronApplication, folder: string): Promise<void> {
  const panel = await open(application, 'openPanel', 'panel.html');
  await waitForTexts(panel, lastAnswers.team);
  // The panel of a team is as high as it may be, and scrolls.
  await takeInThemes(application, panel, folder, 'team');
  await panel.getByRole('button', { name: /notifications?$/i }).click();
  await panel.locator('[data-page] li').first().waitFor();
  await takeInThemes(application, panel, folder, 'notifications');
  const settings = await open(application, 'openSettings', 'settings.html');
  await settings.getByRole('button', { name: 'Panel and icon', exact: true }).click();
  await takeInThemes(application, settings, folder, 'settings');
}

/** How long no refresh may have run. The app asks its accounts one after another, about one a second. */
const quietMs = 4000;

/** Waits until the panel shows these texts and the first refresh is over, because a refresh hides the age of the figures. */
async function waitForTexts(page: Page, texts: readonly string[]): Promise<void> {
  for (const text of texts) await page.getByText(text).first().waitFor();
  const isRefreshing = page.getByText('…', { exact: true });
  for (let sinceMs = Date.now(); Date.now() - sinceMs < quietMs; await page.waitForTimeout(100))
    if (await isRefreshing.first().isVisible()) sinceMs = Date.now();
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

/** Makes the panel, which is the only window at this time, as high as the content of a part that scrolls. */
async function showAllContent(application: ElectronApplication, page: Page, part: string): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    const height = await page
      .locator(part)
      .filter({ visible: true })
      .first()
      .evaluate((element) => {
        const parts = [element, ...element.querySelectorAll('*')];
        return (
          innerHeight +
          Math.max(
            ...parts.map(({ scrollHeight, clientHeight, tagName }) =>
              ['MAIN', 'DIV'].includes(tagName) ? scrollHeight - clientHeight : 0,
            ),
          )
        );
      });
    await application.evaluate(
      ({ BrowserWindow }, { width, to }) => {
        for (const window of BrowserWindow.getAllWindows()) window.setSize(width, to);
      },
      { width: panelWidth, to: height },
    );
    await page.waitForFunction((wanted) => innerHeight === wanted, height);
  }
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

/** Takes pictures of the app with the given demo accounts in `folder`, on the stage that the environment names. */
async function withDemo(
  folder: string,
  accounts: readonly DemoAccount[],
  take: (application: ElectronApplication) => Promise<void>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const demo = await prepareDemo(folder, Date.now, accounts);
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
      await take(application);
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
  const mine = demoAccounts.filter(({ name }) => onePerson.includes(name));
  await withDemo(path.join(folder, 'one'), mine, (application) => takeOnePerson(application, pictures));
  await withDemo(path.join(folder, 'team'), demoAccounts, async (application) => {
    await takeTeam(application, pictures);
    await takeTrayMenu(path.join(pictures, 'tray-menu.png'));
  });
  return exitCodes.done;
});
