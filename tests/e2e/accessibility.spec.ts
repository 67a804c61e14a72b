import type { Page } from '@playwright/test';
import { accountPage, takeInMenus } from './account-page.ts';
import { expectAccessible } from './accessible-page.ts';
import { expect, test } from './fixtures.ts';
import { claudeEmail, claudeName, codexEmail, codexSays, signInToClaude, signInToCodex } from './people.ts';
import type { RunningApp } from './running-app.ts';
import { goTo, sections } from './settings-page.ts';
import { writeSettings } from './state-files.ts';

const looks = [
  { look: 'light', theme: 'light', forcedColors: 'none' },
  { look: 'dark', theme: 'dark', forcedColors: 'none' },
  { look: 'forced colours', theme: 'light', forcedColors: 'active' },
] as const;

/** Opens each page of the panel in turn, and closes it again after the given look at it. */
async function visitPages(app: RunningApp, panel: Page, look: (page: string) => Promise<void>): Promise<void> {
  const visit = async (name: string, open: () => Promise<unknown>): Promise<void> => {
    await open();
    const page = panel.locator('[data-page][aria-busy="false"]').filter({ visible: true });
    await expect(page.getByRole('heading', { name })).toBeVisible();
    await look(name);
    await panel.keyboard.press('Escape');
    await expect(page).toHaveCount(0);
  };
  await look('list');
  await visit('Notifications', () => panel.getByRole('button', { name: /notifications?$/i }).click());
  await takeInMenus(app.application, 'All accounts');
  await visit('All accounts', () => panel.getByRole('button', { name: 'More', exact: true }).click());
  await visit('Keyboard shortcuts', () => panel.keyboard.press('?'));
  await visit('Share', () => panel.keyboard.press('Control+Shift+C'));
}

for (const { look, theme, forcedColors } of looks) {
  test(`no rule of axe is broken in the list and the pages of the panel, ${look}`, async ({
    place,
    upstream,
    launch,
  }) => {
    await writeSettings(place.home, { theme });
    codexSays(upstream, {
      session: { usedPercent: 97, resetsInSeconds: 3_750 },
      weekly: { usedPercent: 100, resetsInSeconds: 300_000 },
      models: { 'Example Model': { weekly: { usedPercent: null } } },
      credits: { hasCredits: true, balance: '247.5' },
    });
    upstream.reply(claudeName, { status: 401, body: {} });
    await signInToCodex(place, upstream);
    await signInToClaude(place);
    const app = await launch();
    const panel = await app.open('panel');
    await panel.emulateMedia({ forcedColors });
    await expect(panel.locator('html')).toHaveAttribute('data-theme', theme);
    await expect(panel.getByRole('article', { name: claudeEmail })).toContainText('Signed out');
    const claude = await accountPage(panel, claudeEmail);
    await expect(claude).toContainText('Claude refused the sign-in of this account');
    await expectAccessible(panel, `signed-out account, ${look}`);
    const codex = await accountPage(panel, codexEmail);
    await expect(codex).toContainText(/used up/i);
    await expectAccessible(panel, `account, ${look}`);
    await codex.getByRole('button', { name: 'Daily usage' }).click();
    const usage = panel.getByRole('region', { name: 'Daily usage' });
    await expect(usage).toHaveAttribute('aria-busy', 'false');
    await expectAccessible(panel, `daily usage, ${look}`);
    await panel.keyboard.press('Escape');
    await panel.keyboard.press('Escape');
    await expect(panel.locator(':focus')).toHaveAttribute('data-row', /^codex:/);
    await visitPages(app, panel, (page) => expectAccessible(panel, `${page}, ${look}`));
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`no rule of axe is broken in any section of the settings, ${theme}`, async ({ place, upstream, launch }) => {
    await writeSettings(place.home, { theme });
    codexSays(upstream, { session: { usedPercent: 42 } });
    await signInToCodex(place, upstream);
    const app = await launch();
    const settings = await app.open('settings');
    await expect(settings.locator('html')).toHaveAttribute('data-theme', theme);
    for (const section of sections) {
      await goTo(settings, section);
      await expectAccessible(settings, `${section}, ${theme}`);
    }
  });
}

test('no rule of axe is broken in a panel without accounts and with a notice', async ({ place, launch }) => {
  await writeSettings(place.home, {});
  const app = await launch({ env: { QUOTA_TRAY_CLAUDE_BASE_URL: 'ftp://nowhere.example' } });
  const panel = await app.open('panel');
  await expect(panel.getByRole('list', { name: 'Messages' })).toContainText('QUOTA_TRAY_CLAUDE_BASE_URL');
  await expectAccessible(panel, 'empty panel');
});
