import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'vite';
import { serveFolder } from './serve.ts';

interface Picture {
  readonly name: string;
  readonly page: 'panel' | 'settings';
  readonly scene?: string;
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
  readonly forced?: boolean;
  readonly contrast?: boolean;
  readonly prepare?: (page: Page) => Promise<void>;
}

const panel = { page: 'panel', width: 380, height: 720 } as const;
const settings = { page: 'settings', width: 860, height: 640 } as const;
const section = (name: string) => async (page: Page) => page.getByRole('button', { name, exact: true }).click();
const openNotices = async (page: Page) => page.getByRole('button', { name: /^Notifications/ }).click();
const openParts = async (page: Page) => page.getByRole('button', { name: 'By provider and group' }).click();
const showMoney = async (page: Page) => page.getByRole('article', { name: 'side project' }).scrollIntoViewIfNeeded();
const useReset = async (page: Page) => {
  await page.getByRole('button', { name: /^Use a reset/ }).click();
  await page.getByRole('group', { name: /^Use a reset/ }).waitFor();
};
const refreshedRates = async (page: Page) => {
  await section('Money')(page);
  await page.getByRole('button', { name: 'Refresh rates' }).click();
  await page.getByText('Refreshed').waitFor();
};
const wrongMoney = async (page: Page) => {
  await section('Money')(page);
  await page.getByRole('textbox', { name: 'Running low at' }).fill('90, 80');
  await page.getByRole('textbox', { name: 'Your own rate' }).focus();
};

const tryWarmup = async (page: Page) => {
  await section('Schedules')(page);
  await page.getByRole('button', { name: 'Run now: work' }).click();
  await page.getByRole('button', { name: 'Run it once' }).waitFor();
};
const addAccount = async (page: Page) => {
  await section('Accounts')(page);
  const opener = page.getByRole('button', { name: 'Add an account' });
  await opener.click();
  await opener.scrollIntoViewIfNeeded();
  await page.getByRole('combobox', { name: 'Service' }).selectOption('relay');
};
const addWarmup = async (page: Page) => {
  await section('Schedules')(page);
  await page.getByRole('button', { name: 'Add: Start the 5-hour limit' }).click();
};

const openUsage = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /Daily usage of work|work 的每日用量/ }).click();
  await page.getByRole('button', { name: /^(Back|返回)$/ }).waitFor();
};
const usage = { page: 'panel', width: 380, height: 900, prepare: openUsage } as const;

const openHistory = (range: RegExp) => async (page: Page) => {
  const card = page.getByRole('article', { name: 'work' });
  await card.getByRole('button', { name: '5 hours' }).click();
  await card.getByRole('img').waitFor();
  await card.getByRole('button', { name: /^History of work/ }).click();
  await page.getByRole('application').waitFor();
  await card.getByRole('radiogroup').getByText(range).click();
  await page.getByRole('application').focus();
  await page.keyboard.press('ArrowLeft');
};
const openSparkline = async (page: Page): Promise<void> => {
  const card = page.getByRole('article', { name: 'work' });
  await card.getByRole('button', { name: '5 hours' }).click();
  await card.getByRole('img').waitFor();
};
const openPoolHistory = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'History of all accounts' }).click();
  await page.getByRole('application').waitFor();
  await page.getByRole('button', { name: 'Show table' }).click();
};
const history = { page: 'panel', width: 380, height: 900 } as const;

const pictures: readonly Picture[] = [
  { ...history, name: 'history-spark-light', prepare: openSparkline },
  { ...history, name: 'history-spark-dark', dark: true, prepare: openSparkline },
  { ...history, name: 'history-day-light', prepare: openHistory(/^Day$/) },
  { ...history, name: 'history-week-dark', dark: true, prepare: openHistory(/^Week$/) },
  { ...history, name: 'history-month-light', prepare: openHistory(/^Month$/) },
  { ...history, name: 'history-hours-320', width: 320, prepare: openHistory(/^5 hours$/) },
  { ...history, name: 'history-week-forced', forced: true, prepare: openHistory(/^Week$/) },
  { ...history, name: 'history-week-contrast', contrast: true, prepare: openHistory(/^Week$/) },
  { ...history, name: 'history-pool-light', prepare: openPoolHistory },
  { ...history, name: 'history-pool-900-dark', width: 900, dark: true, prepare: openPoolHistory },
  { ...settings, name: 'settings-history', height: 800, prepare: section('Data and privacy') },
  ...['7', '60', '0', 'one', 'six', 'off', 'failed', 'gap', 'zh'].flatMap((name) => [
    { ...usage, name: `usage-${name}-light`, scene: `usage-${name}` },
    { ...usage, name: `usage-${name}-dark`, scene: `usage-${name}`, dark: true },
  ]),
  { ...usage, name: 'usage-six-320', scene: 'usage-six', width: 320 },
  { ...usage, name: 'usage-60-900', scene: 'usage-60', width: 900 },
  { ...usage, name: 'usage-six-forced', scene: 'usage-six', forced: true },
  { ...usage, name: 'usage-six-contrast', scene: 'usage-six', contrast: true },
  {
    ...usage,
    name: 'usage-models-table',
    scene: 'usage-7',
    prepare: async (page) => {
      await openUsage(page);
      await page.getByText('By model').click();
      await page.getByRole('button', { name: 'Show table' }).click();
      await page.getByRole('application').focus();
      await page.keyboard.press('ArrowLeft');
      await page.getByRole('button', { name: 'Export CSV' }).click();
    },
  },
  {
    ...usage,
    name: 'usage-tokens',
    scene: 'usage-60',
    prepare: async (page) => {
      await openUsage(page);
      await page.getByText('Tokens').click();
    },
  },
  { ...panel, name: 'panel-light' },
  { ...panel, name: 'panel-dark', dark: true },
  { ...panel, name: 'panel-tall', height: 2100 },
  { ...panel, name: 'panel-tall-dark', height: 2100, dark: true },
  { ...panel, name: 'panel-forced', height: 1200, forced: true },
  { ...panel, name: 'panel-contrast', height: 1200, contrast: true },
  { ...panel, name: 'panel-zh', scene: 'zh' },
  { ...panel, name: 'panel-zh-dark', scene: 'zh', dark: true },
  { ...panel, name: 'panel-320', width: 320 },
  { ...panel, name: 'panel-900', width: 900 },
  { ...panel, name: 'panel-empty', scene: 'empty' },
  { ...panel, name: 'panel-failed', scene: 'failed' },
  { ...panel, name: 'panel-loading', scene: 'loading' },
  { ...panel, name: 'panel-notices', scene: 'notices' },
  { ...panel, name: 'alerts-panel', scene: 'alerts', prepare: openNotices },
  { ...panel, name: 'alerts-panel-320-dark', scene: 'alerts', width: 320, dark: true, prepare: openNotices },
  { ...settings, name: 'alerts-settings', scene: 'alerts', height: 2100, prepare: section('Alerts') },
  {
    ...settings,
    name: 'alerts-settings-480-dark',
    scene: 'alerts',
    width: 480,
    height: 2600,
    dark: true,
    prepare: section('Alerts'),
  },
  { ...settings, name: 'alerts-settings-zh', scene: 'zh', height: 2100, prepare: section('通知') },
  { ...panel, name: 'panel-offer', scene: 'offer' },
  { ...panel, name: 'panel-offer-dark', scene: 'offer', dark: true, prepare: useReset },
  { ...panel, name: 'panel-offer-320', scene: 'offer', width: 320, prepare: useReset },
  { ...panel, name: 'panel-offer-forced', scene: 'offer', forced: true, prepare: useReset },
  { ...panel, name: 'panel-offer-zh', scene: 'offer-zh' },
  { ...panel, name: 'panel-pool', prepare: openParts },
  { ...panel, name: 'panel-pool-dark', dark: true, prepare: openParts },
  { ...panel, name: 'panel-pool-320', width: 320, prepare: openParts },
  { ...panel, name: 'panel-money', prepare: showMoney },
  { ...panel, name: 'panel-money-dark', dark: true, prepare: showMoney },
  { ...panel, name: 'panel-money-320', width: 320, prepare: showMoney },
  { ...panel, name: 'panel-money-900', width: 900, prepare: showMoney },
  { ...panel, name: 'panel-money-forced', forced: true, prepare: showMoney },
  { ...panel, name: 'panel-money-contrast', contrast: true, prepare: showMoney },
  {
    ...panel,
    name: 'panel-opened',
    prepare: async (page) => {
      await page.getByRole('button', { name: '5 hours' }).nth(1).click();
      await page.getByRole('button', { name: 'Forget old laptop' }).click();
      await page.getByRole('button', { name: 'Week' }).first().focus();
    },
  },
  { ...settings, name: 'settings-light' },
  { ...settings, name: 'settings-dark', dark: true, prepare: section('Panel and icon') },
  { ...settings, name: 'settings-accounts', prepare: section('Accounts') },
  { ...settings, name: 'settings-accounts-dark', dark: true, prepare: section('Accounts') },
  { ...settings, name: 'settings-add-account', height: 1000, prepare: addAccount },
  { ...settings, name: 'settings-add-account-480', width: 480, height: 1300, dark: true, prepare: addAccount },
  { ...settings, name: 'settings-money', prepare: section('Money') },
  { ...settings, name: 'settings-money-dark', dark: true, scene: 'euro', prepare: refreshedRates },
  { ...settings, name: 'settings-money-480', width: 480, height: 900, scene: 'euro', prepare: wrongMoney },
  { ...settings, name: 'settings-money-forced', forced: true, prepare: section('Money') },
  { ...settings, name: 'settings-money-zh', scene: 'zh', prepare: section('金额') },
  { ...settings, name: 'settings-warmups', height: 1100, scene: 'warmups', prepare: tryWarmup },
  { ...settings, name: 'settings-warmups-dark', height: 1000, dark: true, scene: 'warmups', prepare: addWarmup },
  { ...settings, name: 'settings-warmups-480', width: 480, height: 1300, scene: 'warmups', prepare: addWarmup },
  {
    ...settings,
    name: 'settings-warmups-forced',
    height: 1000,
    forced: true,
    scene: 'warmups',
    prepare: section('Schedules'),
  },
  { ...settings, name: 'settings-warmups-zh', height: 1000, scene: 'warmups-zh', prepare: section('定时') },
  { ...settings, name: 'settings-found-light', height: 1000, prepare: section('Accounts') },
  { ...settings, name: 'settings-found-dark', height: 1000, dark: true, prepare: section('Accounts') },
  { ...settings, name: 'settings-found-480', width: 480, height: 1100, prepare: section('Accounts') },
  { ...settings, name: 'settings-diagnostics', prepare: section('Help') },
  { ...settings, name: 'settings-about', dark: true, prepare: section('Help') },
  { ...settings, name: 'settings-forced', forced: true, prepare: section('Panel and icon') },
  { ...settings, name: 'settings-zh', scene: 'zh', prepare: section('面板和图标') },
  { ...settings, name: 'settings-480', width: 480, scene: 'notices' },
  {
    ...settings,
    name: 'settings-search',
    prepare: async (page) => page.getByRole('searchbox').fill('claude'),
  },
];

async function take(browser: Browser, base: string, folder: string, picture: Picture): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: picture.width, height: picture.height },
    deviceScaleFactor: 2,
    colorScheme: picture.dark === true ? 'dark' : 'light',
    forcedColors: picture.forced === true ? 'active' : 'none',
    contrast: picture.contrast === true ? 'more' : 'no-preference',
    reducedMotion: 'reduce',
  });
  page.on('console', (message) => process.stderr.write(`${picture.name}: ${message.text()}\n`));
  page.on('pageerror', (error) => process.stderr.write(`${picture.name}: ${error.message}\n`));
  await page.goto(`${base}/${picture.page}.html?scene=${picture.scene ?? 'rich'}`);
  await page.locator('main').waitFor();
  await picture.prepare?.(page);
  await page.screenshot({ path: path.join(folder, `${picture.name}.png`) });
  await page.close();
}

const only = process.argv[2] ?? '';
const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-preview-'));
const configFile = path.join(import.meta.dirname, '../../../renderer/gallery/vite.config.ts');
await build({ configFile, build: { outDir: path.join(folder, 'site') }, logLevel: 'warn' });
const site = await serveFolder(path.join(folder, 'site'));
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const picture of pictures.filter(({ name }) => name.includes(only)))
  await take(browser, site.url, folder, picture);
await browser.close();
site.close();
process.stdout.write(`${folder}\n`);
