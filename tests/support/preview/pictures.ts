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

const pictures: readonly Picture[] = [
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
  {
    ...panel,
    name: 'panel-opened',
    prepare: async (page) => {
      await page.getByRole('button', { name: '5 h' }).nth(1).click();
      await page.getByRole('button', { name: 'Forget old laptop' }).click();
      await page.getByRole('button', { name: 'Weekly' }).first().focus();
    },
  },
  { ...settings, name: 'settings-light' },
  { ...settings, name: 'settings-dark', dark: true, prepare: section('Appearance') },
  { ...settings, name: 'settings-accounts', prepare: section('Accounts') },
  { ...settings, name: 'settings-diagnostics', prepare: section('Diagnostics') },
  { ...settings, name: 'settings-about', dark: true, prepare: section('About') },
  { ...settings, name: 'settings-forced', forced: true, prepare: section('Appearance') },
  { ...settings, name: 'settings-zh', scene: 'zh', prepare: section('外观') },
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
const configFile = path.join(import.meta.dirname, 'vite.config.ts');
await build({ configFile, build: { outDir: path.join(folder, 'site') }, logLevel: 'warn' });
const site = await serveFolder(path.join(folder, 'site'));
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const picture of pictures.filter(({ name }) => name.includes(only)))
  await take(browser, site.url, folder, picture);
await browser.close();
site.close();
process.stdout.write(`${folder}\n`);
