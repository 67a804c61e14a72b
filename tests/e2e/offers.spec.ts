import type { Bridge } from '../../core/ipc/contract.ts';
import { accountPage } from './account-page.ts';
import { claudeGrant } from '../support/upstream/claude-usage.ts';
import { codexResets } from '../support/upstream/codex-resets.ts';
import { expect, test } from './fixtures.ts';
import {
  claudeEmail,
  claudeName,
  claudeSays,
  codexEmail,
  codexName,
  codexSays,
  quietDay,
  signInToClaude,
  signInToCodex,
} from './people.ts';
import type { RunningApp } from './running-app.ts';
import { writeSettings } from './state-files.ts';

const aQuietWeek = { session: { usedPercent: 10, resetsInSeconds: 3_600 } };
const offersPage = 'https://claude.ai/settings/usage';

/** From now on the app opens no browser; answers the addresses it would have opened. */
async function watchBrowser({ application }: RunningApp): Promise<() => Promise<readonly string[]>> {
  await application.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { __opened: opened });
    shell.openExternal = async (address) => void opened.push(address);
  });
  return () => application.evaluate(() => (globalThis as unknown as { readonly __opened: string[] }).__opened);
}

test('an offer is told once, promoted at three openings, and shown in its card for as long as it is there', async ({
  place,
  upstream,
  notifications,
  launch,
}) => {
  claudeSays(upstream, aQuietWeek);
  upstream.reply(`${claudeName}/grant`, { body: claudeGrant({ amount: 5000, currency: 'USD' }) });
  await signInToClaude(place);
  const app = await launch();
  await notifications.waitFor(({ summary }) => summary === `${claudeEmail}: $50 of extra usage available`);
  for (const isPromoted of [true, true, true, false]) {
    const panel = await app.open('panel');
    await expect(panel.getByText('is available.')).toHaveCount(isPromoted ? 1 : 0);
    await expect((await accountPage(panel, claudeEmail)).getByText(/^\$50 available/)).toBeVisible();
    await panel.keyboard.press('Escape');
    await panel.keyboard.press('Escape');
    await expect.poll(() => app.isShown('panel')).toBe(false);
  }
  expect(notifications.received()).toHaveLength(1);
});

test('seeing an offer opens its page in the browser, and putting it away takes its row away for good', async ({
  place,
  upstream,
  launch,
}) => {
  claudeSays(upstream, aQuietWeek);
  upstream.reply(`${claudeName}/grant`, { body: claudeGrant({ amount: 5000, currency: 'USD' }) });
  await signInToClaude(place);
  const app = await launch();
  await app.waitForAccount(({ grant }) => grant !== null);
  const opened = await watchBrowser(app);
  const panel = await app.open('panel');
  const card = await accountPage(panel, claudeEmail);
  await card.getByRole('button', { name: /^Dismiss \(/ }).click();
  await expect(panel.getByText(/\$50 available|extra usage is available/)).toHaveCount(0);
  expect((await app.snapshot()).accounts[0]?.grant).toMatchObject({ dismissed: true, promoted: false });
  expect(await opened()).toEqual([]);
  await app.quit();

  const again = await launch();
  expect((await again.snapshot()).accounts[0]?.grant).toMatchObject({ dismissed: true });
});

test('the page of an offer is opened by its one address', async ({ place, upstream, launch }) => {
  claudeSays(upstream, aQuietWeek);
  upstream.reply(`${claudeName}/grant`, { body: claudeGrant({ amount: 5000, currency: 'EUR' }) });
  await signInToClaude(place);
  const app = await launch();
  await app.waitForAccount(({ grant }) => grant !== null);
  const opened = await watchBrowser(app);
  const panel = await app.open('panel');
  await panel
    .getByRole('list', { name: 'Messages' })
    .getByRole('button', { name: /^View offer/ })
    .click();
  await expect.poll(opened).toEqual([offersPage]);
  await expect(panel.getByRole('list', { name: 'Messages' }).getByText('extra usage is available')).toHaveCount(0);
  expect(upstream.requests(`${claudeName}/grant`).map(({ method }) => method)).not.toContain('POST');
});

test('a banked reset is used in two steps, once, and the figures are read again', async ({
  place,
  upstream,
  launch,
}) => {
  const resets = codexResets([
    { id: 'first', expiresInSeconds: 5 * 86_400 },
    { id: 'second', expiresInSeconds: 40 * 86_400 },
  ]);
  codexSays(upstream, { ...quietDay, resetCredits: resets.available() });
  upstream.reply(`${codexName}/reset-credits`, resets.list);
  upstream.reply(`${codexName}/consume`, resets.consume);
  await writeSettings(place.home, { redeemResets: true });
  await signInToCodex(place, upstream);
  const app = await launch();
  await app.waitForAccount(({ resetCredits }) => resetCredits?.available === 2);
  const panel = await app.open('panel');
  const card = await accountPage(panel, codexEmail);
  const name = /^Use a reset…/;
  await panel.getByRole('button', { name }).click();
  const question = panel.getByRole('group', { name });
  await expect(question.getByText(/^Use 1 of 2 resets now\?/)).toBeVisible();
  await panel.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  expect(await app.isShown('panel')).toBe(true);
  expect(upstream.requests(`${codexName}/consume`)).toEqual([]);

  codexSays(upstream, { ...quietDay, resetCredits: 1 });
  await panel.getByRole('button', { name }).click();
  await question.getByRole('button', { name: 'Use reset' }).click();
  await expect(card.getByText(/^The reset was used\./)).toBeVisible();
  await app.waitForAccount(({ resetCredits }) => resetCredits?.available === 1);
  expect(resets.redeemed()).toHaveLength(1);
  expect(upstream.requests(`${codexName}/consume`)).toHaveLength(1);
  await panel.getByRole('button', { name }).click();
  await expect(card.getByText(/Wait half a minute/)).toBeVisible();
});

test('resets cannot be used while that is switched off', async ({ place, upstream, launch }) => {
  codexSays(upstream, { ...quietDay, resetCredits: 2 });
  await signInToCodex(place, upstream);
  const app = await launch();
  await app.waitForAccount(({ resetCredits }) => resetCredits?.available === 2);
  const panel = await app.open('panel');
  await expect((await accountPage(panel, codexEmail)).getByText(/^2 available/)).toBeVisible();
  await expect(panel.getByRole('button', { name: /^Use a reset/ })).toHaveCount(0);
  const [account] = (await app.snapshot()).accounts;
  const answer = await panel.evaluate(
    (accountId) => (window as unknown as { readonly quotaTray: Bridge }).quotaTray.prepareReset({ accountId }),
    account?.id ?? '',
  );
  expect(answer).toMatchObject({ ok: true, value: { kind: 'refused' } });
  expect(upstream.requests(`${codexName}/consume`)).toEqual([]);
});
