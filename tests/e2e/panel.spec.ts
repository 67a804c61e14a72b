import { accountPage } from './account-page.ts';
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
  // The one to use next comes first, and the one with little left says so.
  await expect(panel.locator('[data-row]').first()).toHaveAccessibleName(new RegExp(`^${codexEmail}.*Next up`));
  await expect(panel.getByRole('article', { name: claudeEmail })).toContainText('Running low');
  const claude = await accountPage(panel, claudeEmail);
  await expect(claude).toContainText('Claude · Max 20×');
  await expect(claude.getByRole('meter', { name: '5 hours' })).toHaveAttribute('aria-valuenow', '4');
  const codex = await accountPage(panel, codexEmail);
  await expect(codex).toContainText('Codex · Pro');
  await expect(codex.getByRole('meter')).toHaveCount(2);
  await expect(codex.getByRole('meter', { name: '5 hours' })).toHaveAttribute('aria-valuenow', '58');
  await expect(codex).toContainText('247.5 credits');
  await expect(codex).toContainText('≈ $9.90');
  await expect(
    codex
      .getByRole('definition')
      .filter({ hasText: /usage page/i })
      .first(),
  ).toBeVisible();
});

test('the panel follows the service live, without being opened again', async ({ place, upstream, launch }) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  const panel = await app.open('panel');
  const card = await accountPage(panel, codexEmail);
  await expect(card).toContainText('58%');
  codexSays(upstream, {
    session: { usedPercent: 71, resetsInSeconds: 3_750 },
    weekly: { usedPercent: 100, resetsInSeconds: 300_000 },
  });
  await panel.getByRole('button', { name: /^Refresh / }).click();
  await expect(card).toContainText(/used up/i);
  await expect(card).toContainText('Weekly limit used up');
  await expect(card.getByRole('meter', { name: 'Week' })).toHaveAttribute('aria-valuenow', '0');
  expect(upstream.requests(codexName)).toHaveLength(2);
});

test('everything is reached by keyboard: rows, pages, refresh and settings, and Escape goes back and closes', async ({
  place,
  upstream,
  launch,
}) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  const panel = await app.open('panel');
  await expect(panel.locator(':focus')).toHaveAttribute('data-row', /^codex:/);
  codexSays(upstream, { session: { usedPercent: 50 } });
  await panel.keyboard.press('F5');
  await expect(panel.locator('body')).toContainText('50%');
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('region', { name: codexEmail, exact: true })).toContainText(/usage page/i);
  await panel.keyboard.press('Escape');
  await expect(panel.locator(':focus')).toHaveAttribute('data-row', /^codex:/);
  await panel.keyboard.press('?');
  await expect(panel.getByRole('region', { name: 'Keyboard shortcuts' })).toBeVisible();
  await panel.keyboard.press('Escape');
  await panel.keyboard.press('Escape');
  await expect.poll(() => app.isShown('panel')).toBe(false);

  await app.open('panel');
  await panel.keyboard.press('Control+,');
  const settings = await app.shown('settings');
  await settings.keyboard.press('Escape');
  await expect.poll(() => app.isShown('settings')).toBe(false);
});

test('a figure turns around by a key, a change of the layout is undone, and both outlast a restart', async ({
  place,
  upstream,
  launch,
}) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  const panel = await app.open('panel');
  await expect(panel.locator('body')).toContainText('58%');
  await panel.keyboard.press('u');
  await expect(panel.locator('body')).toContainText('42%');
  await panel.keyboard.press('p');
  await expect(panel.getByRole('status').filter({ hasText: 'is pinned to the top' })).toBeVisible();
  await panel.keyboard.press('Control+z');
  await expect(panel.getByRole('status').filter({ hasText: 'Undone' })).toBeVisible();
  await app.quit();
  const again = await launch();
  await expect((await again.open('panel')).locator('body')).toContainText('42%');
});

test('nothing overflows and all is reached from 280 to 900 px, also with large text', async ({
  place,
  upstream,
  launch,
}) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  const panel = await app.open('panel');
  const overflow = (): Promise<number> =>
    panel.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  for (const width of [280, 320, 380, 900]) {
    await app.application.evaluate(
      ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setSize(to, 500),
      width,
    );
    await expect.poll(overflow).toBeLessThanOrEqual(0);
  }
  // Text at 200 % in a window that cannot grow with it. A busy desktop may lose a change of the size
  await expect(async () => {
    await app.application.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setSize(380, 500);
      if (window !== undefined) window.webContents.zoomFactor = 2;
    });
    expect(await panel.evaluate(() => innerWidth)).toBe(190);
  }).toPass();
  await expect.poll(overflow).toBeLessThanOrEqual(0);
  await accountPage(panel, codexEmail);
  // The domain of the name gives way first, also in the name of the page.
  const page = panel.locator('[data-page]');
  await expect(page.getByRole('heading', { level: 2 })).toBeInViewport({ ratio: 1 });
  await expect(page.getByText(/^resets in/).first()).toBeInViewport({ ratio: 1 });
  await expect.poll(overflow).toBeLessThanOrEqual(0);
});

test('the language changes panel, settings and tray menu at once', async ({ place, upstream, tray, launch }) => {
  codexSays(upstream, { session: { usedPercent: 42 } });
  await signInToCodex(place, upstream);
  const app = await launch();
  await tray.waitForItem();
  await waitForRow(tray, 'Quit');
  const settings = await app.open('settings');
  await goTo(settings, 'General');
  await settings.getByRole('combobox', { name: 'Language' }).selectOption({ label: '简体中文' });
  await expect(settings.getByRole('heading', { level: 1 })).toHaveText('通用');
  await waitForRow(tray, '退出');
  await waitForRow(tray, '立即刷新');
  const panel = await app.open('panel');
  await expect(await accountPage(panel, codexEmail)).toContainText('58%');
  await expect(panel.locator('html')).toHaveAttribute('lang', 'zh-Hans');
});

test('the theme changes what is drawn, in both windows', async ({ launch }) => {
  const app = await launch();
  const settings = await app.open('settings');
  const ground = (): Promise<string> => settings.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const themeSource = (): Promise<string> => app.application.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
  await goTo(settings, 'Panel and icon');
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
  await goTo(settings, 'Panel and icon');
  await choose(settings, 'Figures', 'Used');
  await choose(settings, 'Resets', 'Time of day');
  const clock = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(
    saidAtMs + 3_600_000,
  );
  await tray.waitForItem();
  const rows = await tray.waitForMenu((menu) => menu.some(({ label }) => /42% {2}5 hours · .*[AP]M/.test(label)));
  const row = rows.map(({ label }) => label).find((label) => label.includes('42%  5 hours'));
  expect(row).toContain(clock);
  const panel = await app.open('panel');
  const card = await accountPage(panel, codexEmail);
  await expect(card.getByRole('meter', { name: '5 hours' })).toHaveAttribute('aria-valuetext', /42 percent used/);
  await expect(card).toContainText(clock);
  await expect(card.getByRole('meter', { name: '5 hours' })).toHaveAttribute('aria-valuenow', '42');
});
