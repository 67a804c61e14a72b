import '../support/all-providers.ts';
import type { Page } from '@playwright/test';
import { givenApp, type Wish } from '../visual/support/given.ts';
import { designPanel, threeFace } from '../support/design-faces.ts';
import { foundView } from '../support/example-first-run.ts';
import { exampleNotices } from '../support/example-notifications.ts';
import { exampleSettings } from '../support/example-settings.ts';
import { exampleSuggestions } from '../support/example-suggestions.ts';
import { emptyPanel } from '../support/example-views.ts';
import { exampleWarmups } from '../support/example-warmups.ts';
import { nowMs } from '../unit/demo/demo-reading.ts';
import { accountRow } from './account-page.ts';
import { electronPictures, steadyDrawing } from './electron-pictures.ts';
import { expect, test } from './fixtures.ts';
import { answerPages, type GivenAnswers, sizeWindow } from './given-windows.ts';
import type { RunningApp } from './running-app.ts';
import { goTo } from './settings-page.ts';

type Look = 'light' | 'dark' | 'forced colours';

interface Screen {
  readonly name: string;
  readonly answers: () => Promise<Partial<GivenAnswers>>;
  readonly heightPx: number;
  readonly looks?: readonly Look[];
  readonly prepare?: (page: Page) => Promise<void>;
}

/** The views of the app for this many accounts of the demo. */
const accounts =
  (count: number, more: Partial<Wish> = {}) =>
  async (): Promise<Partial<GivenAnswers>> => {
    const { app, ...pages } = await givenApp({ count, language: 'en', theme: 'system', ...more });
    return { ...app, ...pages };
  };

/** A newcomer with three accounts. */
const found = async (): Promise<Partial<GivenAnswers>> => ({
  panel: { ok: true, value: { ...designPanel(threeFace), title: '3 accounts found', firstRun: foundView } },
});

const openHome = async (panel: Page): Promise<void> => {
  await accountRow(panel, 'home').first().click();
  await panel.locator('[data-page][aria-busy="false"]').waitFor();
  await panel.locator('[role="application"]').first().waitFor();
};

const panelScreens: readonly Screen[] = [
  { name: 'panel-1', answers: accounts(1), heightPx: 420 },
  { name: 'panel-3', answers: accounts(3), heightPx: 660 },
  { name: 'panel-19', answers: accounts(19), heightPx: 900, looks: ['light', 'dark', 'forced colours'] },
  { name: 'panel-1000', answers: accounts(1000), heightPx: 600 },
  { name: 'account', answers: accounts(19, { opened: 'home' }), heightPx: 900, prepare: openHome },
  { name: 'first-run-found', answers: found, heightPx: 760 },
];

const settingsScreens: readonly Screen[] = (
  [
    ['settings-panel', 'Panel and icon'],
    ['settings-accounts', 'Accounts'],
    ['settings-alerts', 'Notifications'],
  ] as const
).map(([name, section]) => ({
  ...{ name, heightPx: 860 },
  answers: async () => ({}),
  prepare: (page) => goTo(page, section),
}));

/** What the pages get beside what a screen is about. */
const others: GivenAnswers = {
  panel: { ok: true, value: emptyPanel },
  notices: { ok: true, value: exampleNotices },
  settings: { ok: true, value: exampleSettings },
  warmups: { ok: true, value: exampleWarmups() },
  suggestions: { ok: true, value: exampleSuggestions },
};

/** Narrow enough to leave the pointer, which is in the middle of the screen, outside. */
const widthPx = { panel: 380, settings: 780 } as const;

test('the windows of the app look as in their pictures', async ({ launch }) => {
  const { folder, whyNot, record } = await electronPictures();
  const isUpdate = test.info().config.updateSnapshots === 'all';
  test.skip(whyNot !== null && !isUpdate, whyNot ?? '');
  if (isUpdate) record();
  const app = await launch(steadyDrawing);
  for (const window of ['panel', 'settings'] as const) {
    const page = await app.open(window);
    await page.clock.setFixedTime(nowMs);
    for (const screen of window === 'panel' ? panelScreens : settingsScreens)
      await compare(app, page, screen, { folder, width: widthPx[window] });
  }
});

/** Shows a screen and compares each of its looks with its picture. The others are compared also after a difference. */
async function compare(
  { application }: RunningApp,
  page: Page,
  { name, answers, heightPx, looks = ['light', 'dark'], prepare }: Screen,
  { folder, width }: { readonly folder: string; readonly width: number },
): Promise<void> {
  await answerPages(application, { ...others, ...(await answers()) });
  await sizeWindow(application, page, { width, height: heightPx });
  await page.reload();
  await page.locator('main[aria-busy="false"]').waitFor();
  await prepare?.(page);
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  for (const look of looks) {
    const forcedColors = look === 'forced colours' ? 'active' : 'none';
    await page.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light', forcedColors, reducedMotion: 'reduce' });
    await expect.soft(page).toHaveScreenshot([folder, `${name}-${look.replaceAll(' ', '-')}.png`]);
  }
}
