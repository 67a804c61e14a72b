import { expect, test } from './fixtures.ts';
import {
  claudeEmail,
  claudeSays,
  codexEmail,
  codexName,
  codexSays,
  quietDay,
  signInToClaude,
  signInToCodex,
} from './people.ts';
import { choose, goTo } from './settings-page.ts';
import { waitForRow } from './tray-text.ts';

test('each account is a card with its windows, credits, plan and where each figure comes from', async ({
  place,
  upstream,
  launch,
}) => {
  codexSays(upstream, { ...quietDay, credits: { hasCredits: true, balance: '247.5' } });
  claudeSays(upstream, {
    session: { usedPercent: 96, resetsInSeconds: 600 },
    weekly: { usedPercent: 30, resetsInSeconds: 90_000 },
  });
  await signInToCodex(place, upstream);
  await signInToClaude(place);
  const app = await launch();
  const panel = await app.open('panel');
  const codex = panel.getByRole('article', { name: codexEmail });
  const claude = panel.getByRole('article', { name: claudeEmail });
  await expect(codex).toContainText('Codex · Pro');
  await expect(claude).toContainText('Claude · Max 20×');
  await expect(codex.getByRole('meter')).toHaveCount(2);
  await expect(codex.getByRole('meter', { name: '5 h' })).toHaveAttribute('aria-valuenow', '58');
  await expect(codex).toContainText('247.5 credits');
  await expect(codex).toContainText('≈ $9.90');
  await expect(claude.getByRole('meter', { name: '5 h' })).toHaveAttribute('aria-valuenow', '4');
  // The one with the least left stands first.
  await expect(panel.getByRole('article').first()).toContainText(claudeEmail);
  await codex.getByRole('button', { name: 'Weekly' }).click();
  await expect(codex.getByRole('definition').filter({ hasText: 'usage page of the service' })).toBeVisible();
});

test('the panel follows the service live, without being opened anew', async ({ place, upstream, launch }) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  const panel = await app.open('panel');
  const card = panel.getByRole('article', { name: codexEmail });
  await expect(card).toContainText('58% left');
  codexSays(upstream, {
    session: { usedPercent: 71, resetsInSeconds: 3_750 },
    weekly: { usedPercent: 100, resetsInSeconds: 300_000 },
  });
  await panel.getByRole('button', { name: /^Refresh all accounts/ }).click();
  await expect(card).toContainText('used up');
  await expect(card).toContainText('Blocked by weekly limit');
  await expect(card.getByRole('meter', { name: 'Weekly' })).toHaveAttribute('aria-valuenow', '0');
  expect(upstream.requests(codexName)).toHaveLength(2);
});

test('everything is reached by keyboard: refresh, details and settings by Tab and Enter, and Escape closes', async ({
  place,
  upstream,
  launch,
}) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  const panel = await app.open('panel');
  const card = panel.getByRole('article', { name: codexEmail });
  await expect(card).toContainText('58% left');
  const focusedName = (): Promise<string> =>
    panel.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    );
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let presses = 0; presses < 20 && !name.test(await focusedName()); presses += 1)
      await panel.keyboard.press('Tab');
    expect(await focusedName()).toMatch(name);
  };

  codexSays(upstream, { session: { usedPercent: 50 } });
  await tabTo(/^Refresh all accounts/);
  await panel.keyboard.press('Enter');
  await expect(card).toContainText('50% left');
  await tabTo(/^5 h$/);
  await panel.keyboard.press('Enter');
  await expect(card.getByText('usage page of the service')).toBeVisible();
  await panel.keyboard.press('Escape');
  await expect.poll(() => app.isShown('panel')).toBe(false);

  await app.open('panel');
  await tabTo(/^Settings/);
  await panel.keyboard.press('Enter');
  const settings = await app.shown('settings');
  await settings.keyboard.press('Escape');
  await expect.poll(() => app.isShown('settings')).toBe(false);
});

test('the language changes panel, settings and tray menu at once', async ({ place, upstream, tray, launch }) => {
  codexSays(upstream, { session: { usedPercent: 42 } });
  await signInToCodex(place, upstream);
  const app = await launch();
  await tray.waitForItem();
  await waitForRow(tray, 'Quit');
  const settings = await app.open('settings');
  await goTo(settings, 'Appearance');
  await settings.getByRole('combobox', { name: 'Language' }).selectOption({ label: '简体中文' });
  await expect(settings.getByRole('heading', { level: 1 })).toHaveText('设置');
  await waitForRow(tray, '退出');
  await waitForRow(tray, '立即刷新');
  const panel = await app.open('panel');
  await expect(panel.getByRole('article', { name: codexEmail })).toContainText('剩余 58%');
  await expect(panel.locator('html')).toHaveAttribute('lang', 'zh-Hans');
});

test('the theme changes what is drawn, in both windows', async ({ launch }) => {
  const app = await launch();
  const settings = await app.open('settings');
  const ground = (): Promise<string> => settings.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const themeSource = (): Promise<string> => app.application.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
  await goTo(settings, 'Appearance');
  await choose(settings, 'Theme', 'Dark');
  await expect(settings.locator('html')).toHaveAttribute('data-theme', 'dark');
  const dark = await ground();
  expect(await themeSource()).toBe('dark');
  await choose(settings, 'Theme', 'Light');
  await expect(settings.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect.poll(ground).not.toBe(dark);
  expect(await themeSource()).toBe('light');
  const panel = await app.open('panel');
  await expect(panel.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('meters show what is used and resets the clock where that is wished, in panel and tray', async ({
  place,
  upstream,
  tray,
  launch,
}) => {
  const saidAtMs = Math.floor(Date.now() / 1000) * 1000;
  codexSays(upstream, { session: { usedPercent: 42, resetsInSeconds: 3_600 } }, saidAtMs);
  await signInToCodex(place, upstream);
  const app = await launch();
  const settings = await app.open('settings');
  await goTo(settings, 'Appearance');
  await choose(settings, 'Meters show', 'Used');
  await choose(settings, 'Resets show', 'Time of day');
  const clock = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(
    saidAtMs + 3_600_000,
  );
  await tray.waitForItem();
  const rows = await tray.waitForMenu((menu) => menu.some(({ label }) => /42% {2}5 h · .*[AP]M/.test(label)));
  const row = rows.map(({ label }) => label).find((label) => label.includes('42%  5 h'));
  expect(row).toContain(clock);
  const panel = await app.open('panel');
  const card = panel.getByRole('article', { name: codexEmail });
  await expect(card).toContainText('42% used');
  await expect(card).toContainText(clock);
  await expect(card.getByRole('meter', { name: '5 h' })).toHaveAttribute('aria-valuenow', '42');
});
