import type { Page } from '@playwright/test';
import type { Settings } from '../../../core/settings/settings.ts';
import type { Banner } from '../../../core/views/panel.ts';
import type { GivenApp } from './given.ts';
import type { Narrowed } from './pairs.ts';

/** One screen: what is given, and how a user gets there. */
export interface PanelScreen extends Narrowed {
  readonly name: string;
  /** Left out: the panel. */
  readonly page?: 'settings';
  /** How many accounts there are; left out: a scene of the gallery. */
  readonly count?: number;
  readonly scene?: string;
  readonly settings?: Partial<Settings>;
  /** The name of the account whose page is opened. */
  readonly opened?: string;
  readonly banners?: readonly Banner[];
  readonly more?: Partial<GivenApp['app']>;
  readonly heightPx?: number;
  readonly prepare?: (page: Page, openedId: string | null) => Promise<void>;
}

const openAccount = async (page: Page, openedId: string | null): Promise<void> => {
  const list = page.locator('[data-row]').first();
  await list.focus();
  await page.keyboard.press('Control+f');
  if (openedId === null) throw new Error('no account is given');
  const row = page.locator(`[data-row=${JSON.stringify(openedId)}]`);
  const words = page.getByRole('searchbox');
  // Below eight accounts there is no search, and each account is visible
  if (await words.isVisible()) {
    await words.fill((await row.count()) > 0 ? '' : (openedId.split(':')[1] ?? ''));
    await page.keyboard.press('Escape');
  }
  await row.focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-page][aria-busy="false"]').waitFor();
  await page
    .locator('[role="application"]')
    .first()
    .waitFor({ timeout: 5000 })
    .catch(() => undefined);
};

// A wide window has a second header, that of the account
const openBell = (page: Page): Promise<void> => page.locator('header').first().locator('button').nth(-2).click();
const openMore = (page: Page): Promise<void> => page.locator('header').first().locator('button').last().click();
const focusList = (page: Page): Promise<void> => page.locator('[data-row]').first().focus();
const press =
  (keys: string) =>
  async (page: Page): Promise<void> => {
    await focusList(page);
    await page.keyboard.press(keys);
  };

const allUnfolded: Partial<Settings> = { rows: 'rows' };
const sentences: readonly Banner[] = [
  { id: 'no-tray', severity: 'hint', text: 'This desktop shows no tray icons.', help: 'no-tray' },
  {
    id: 'storage',
    severity: 'problem',
    text: 'Nothing can be saved: the disk is full. New figures and changes are lost when you quit. Free some disk space.',
  },
  {
    id: 'settings',
    severity: 'problem',
    text: 'The settings file was damaged, so Quota Tray restored its last good copy of 08:31.',
  },
  {
    ...{ id: 'update', severity: 'hint', text: 'Version 0.3.0 is available.' },
    update: [
      { id: 'download', text: 'Download' },
      { id: 'open-page', text: 'Open release page' },
      { id: 'close', text: 'Not now' },
    ],
  },
];

/** Every screen of the panel and its pages. */
export const panelScreens: readonly PanelScreen[] = [
  { name: 'list-1', count: 1, heightPx: 420 },
  { name: 'list-3', count: 3, heightPx: 660 },
  { name: 'list-8', count: 8, heightPx: 760 },
  { name: 'list-19', count: 19, heightPx: 900 },
  { name: 'list-19-rows', count: 19, settings: allUnfolded, heightPx: 1000 },
  { name: 'list-60', count: 60, heightPx: 760 },
  { name: 'list-1000', count: 1000, heightPx: 596, isBrief: true },
  {
    name: 'list-used-clock',
    count: 8,
    settings: { meterShows: 'used', resetShows: 'clock', hidePersonal: true },
    heightPx: 760,
  },
  { name: 'list-by-service', count: 19, settings: { groupBy: 'provider', rows: 'rows' }, heightPx: 900, isBrief: true },
  { name: 'list-messages', count: 3, banners: sentences, heightPx: 760, tongues: ['en'], isBrief: true },
  {
    name: 'search',
    count: 19,
    heightPx: 420,
    prepare: async (page) => {
      await press('/')(page);
      await page.keyboard.type('home');
    },
  },
  {
    name: 'search-none',
    count: 19,
    heightPx: 300,
    isBrief: true,
    prepare: async (page) => {
      await press('/')(page);
      await page.keyboard.type('zzz');
    },
  },
  { name: 'filter', count: 19, heightPx: 560, prepare: press('Alt+2') },
  {
    name: 'focus',
    count: 19,
    heightPx: 900,
    isBrief: true,
    prepare: async (page) => {
      await press('ArrowDown')(page);
      await page.keyboard.press('ArrowDown');
    },
  },
  {
    name: 'toast',
    count: 8,
    heightPx: 760,
    tongues: ['en'],
    isBrief: true,
    prepare: async (page) => {
      // It stays, however long the picture takes.
      await page.evaluate(() => {
        const later = window.setTimeout.bind(window);
        Object.assign(window, { setTimeout: (act: () => void, ms?: number) => (ms === 6000 ? 0 : later(act, ms)) });
      });
      await press('p')(page);
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
  { name: 'rename', count: 3, heightPx: 660, prepare: press('F2') },
  { name: 'account', count: 19, opened: 'home', heightPx: 1500, prepare: openAccount },
  { name: 'account-critical', count: 8, opened: 'studio', heightPx: 1300, isBrief: true, prepare: openAccount },
  { name: 'account-credits', count: 8, opened: 'release', heightPx: 1300, isBrief: true, prepare: openAccount },
  { name: 'account-used-up', count: 8, opened: 'research', heightPx: 1300, isBrief: true, prepare: openAccount },
  { name: 'account-signed-out', count: 8, opened: 'old-laptop', heightPx: 760, prepare: openAccount },
  {
    name: 'account-forget',
    count: 8,
    opened: 'old-laptop',
    heightPx: 760,
    isBrief: true,
    tongues: ['en'],
    prepare: async (page, id) => {
      await openAccount(page, id);
      await page.getByRole('button', { name: /^Forget/ }).click();
    },
  },
  {
    name: 'account-month',
    count: 19,
    opened: 'home',
    heightPx: 1900,
    isBrief: true,
    tongues: ['en'],
    prepare: async (page, id) => {
      await openAccount(page, id);
      await page.getByRole('combobox', { name: 'Time range' }).selectOption('month');
      await page.locator('summary', { hasText: 'Table and export' }).first().click();
    },
  },
  { name: 'notices', count: 19, heightPx: 760, prepare: openBell },
  { name: 'pool', count: 19, heightPx: 900, more: { menuChoice: 'overview' }, prepare: openMore },
  {
    name: 'usage',
    count: 3,
    opened: 'work',
    heightPx: 1000,
    tongues: ['en'],
    prepare: async (page, openedId) => {
      await openAccount(page, openedId);
      await page.getByRole('button', { name: 'Daily usage' }).click();
      await page
        .getByRole('region', { name: /^Daily usage/ })
        .getByRole('application')
        .waitFor();
    },
  },
  { name: 'keys', count: 3, heightPx: 900, prepare: press('?') },
  { name: 'share', count: 8, heightPx: 760, prepare: press('Control+Shift+C') },
  { name: 'offer', scene: 'offer', heightPx: 760, isBrief: true, tongues: ['en'] },
  { name: 'first-run', scene: 'empty', heightPx: 760 },
  { name: 'found', scene: 'found', heightPx: 760, isBrief: true },
  { name: 'sample', scene: 'sample', heightPx: 660, isBrief: true },
  { name: 'failed', scene: 'failed', heightPx: 300, isBrief: true, tongues: ['en'] },
  { name: 'loading', scene: 'loading', heightPx: 300, isBrief: true, tongues: ['en'] },
];
