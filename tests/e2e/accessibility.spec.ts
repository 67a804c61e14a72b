import { accountPage } from './account-page.ts';
import { expectAccessible } from './accessible-page.ts';
import { expect, test } from './fixtures.ts';
import { claudeEmail, claudeName, codexEmail, codexSays, signInToClaude, signInToCodex } from './people.ts';
import { goTo, sections } from './settings-page.ts';
import { writeSettings } from './state-files.ts';

for (const theme of ['light', 'dark'] as const) {
  test(`no rule of axe is broken in the panel, ${theme}`, async ({ place, upstream, launch }) => {
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
    await expect(await accountPage(panel, claudeEmail)).toContainText('Sign in again');
    await expect(await accountPage(panel, codexEmail)).toContainText(/used up/i);
    await expectAccessible(panel, `account, ${theme}`);
    await panel.keyboard.press('Escape');
    await expect(panel.locator('html')).toHaveAttribute('data-theme', theme);
    await expectAccessible(panel, `panel, ${theme}`);
  });

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
