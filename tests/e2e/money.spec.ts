import { accountPage } from './account-page.ts';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runCli } from './command.ts';
import { expect, test } from './fixtures.ts';
import { codexEmail, codexSays, quietDay, signInToCodex, startWithCodex } from './people.ts';
import { goTo } from './settings-page.ts';

const ratesName = 'rates';
const rates = { amount: 1, base: 'USD', date: '2026-11-20', rates: { EUR: 0.92, JPY: 155.07 } };
const withCredits = { ...quietDay, credits: { hasCredits: true, balance: '247.5' } } as const;

test('dollars stay dollars until the user refreshes the rates, and are then also euros, everywhere', async ({
  place,
  upstream,
  launch,
}) => {
  codexSays(upstream, withCredits);
  upstream.reply(ratesName, { body: rates });
  await signInToCodex(place, upstream);
  const app = await launch({ env: { QUOTA_TRAY_RATES_URL: `${upstream.url}/${ratesName}/latest?base=USD` } });
  await app.waitForAccount(({ state }) => state === 'fresh');
  const settings = await app.open('settings');
  await goTo(settings, 'Money');
  await expect(settings.getByText(/^No exchange rates yet\./)).toBeVisible();
  await settings.getByRole('combobox', { name: 'Currency' }).selectOption('EUR');
  await app.waitForAccount(({ credits }) => credits?.usd === '9.90' && credits.converted === null);
  expect(upstream.requests(ratesName)).toEqual([]);

  await settings.getByRole('button', { name: 'Refresh rates' }).click();
  await expect(settings.getByText('Refreshed', { exact: true })).toBeVisible();
  await expect(settings.getByText(/= €0\.92/)).toBeVisible();
  const { credits } = await app.waitForAccount((account) => account.credits?.converted !== null);
  expect(credits?.converted).toEqual({
    currency: 'EUR',
    amount: '9.11',
    rate: '0.92',
    rateDate: '2026-11-20',
    rateSource: 'table',
  });
  const panel = await app.open('panel');
  await expect(await accountPage(panel, codexEmail)).toContainText('≈ €9.11');
  expect((await runCli(place, 'status')).stdout).toContain('≈ €9.11');
  expect(upstream.requests(ratesName)).toHaveLength(1);
  expect(await app.quit()).toBe(0);
  expect((await runCli(place, 'status')).stdout, 'without the app, from the kept table').toContain('≈ €9.11');
  expect(upstream.requests(ratesName)).toHaveLength(1);
});

test('a refresh of the rates that fails keeps the table and says why', async ({ place, upstream, launch }) => {
  upstream.reply(ratesName, { body: rates });
  const env = { QUOTA_TRAY_RATES_URL: `${upstream.url}/${ratesName}/latest` };
  const app = await launch({ env });
  const settings = await app.open('settings');
  await goTo(settings, 'Money');
  await settings.getByRole('button', { name: 'Refresh rates' }).click();
  await expect(settings.getByText('Refreshed', { exact: true })).toBeVisible();
  upstream.reply(ratesName, { status: 503, body: { error: 'down' } });
  await settings.getByRole('button', { name: 'Refresh rates' }).click();
  await expect(settings.getByRole('alert')).toContainText('gave no rates (HTTP 503). The rates of');
  const kept: unknown = JSON.parse(await readFile(path.join(place.home, 'rates.json'), 'utf8'));
  expect(kept).toMatchObject({ version: 1, table: { date: '2026-11-20', rates: { EUR: '0.92' } } });
});

test('a rate of the user’s own needs no table, and is kept over a restart', async ({ place, upstream, launch }) => {
  const before = await startWithCodex({ place, upstream, launch }, withCredits);
  const settings = await before.open('settings');
  await goTo(settings, 'Money');
  await settings.getByRole('combobox', { name: 'Currency' }).selectOption('CHF');
  await settings.getByRole('textbox', { name: 'Your own rate' }).fill('0.80');
  await settings.getByRole('textbox', { name: 'Your own rate' }).press('Enter');
  const { credits } = await before.waitForAccount((account) => account.credits?.converted !== null);
  expect(credits?.converted).toMatchObject({ currency: 'CHF', amount: '7.92', rate: '0.8', rateSource: 'own' });
  expect(await before.quit()).toBe(0);

  const app = await launch();
  await app.waitForAccount((account) => account.credits?.converted?.amount === '7.92');
});

test('an account gets a name and a group of the user’s own, which the panel and the pool show', async ({
  place,
  upstream,
  launch,
}) => {
  const app = await startWithCodex({ place, upstream, launch }, withCredits);
  const settings = await app.open('settings');
  await goTo(settings, 'Accounts');
  await settings.getByRole('button', { name: codexEmail }).click();
  await settings.getByRole('combobox', { name: 'Group' }).fill('Studio');
  await settings.getByRole('textbox', { name: 'Name' }).fill('desk');
  await settings.getByRole('textbox', { name: 'Name' }).press('Enter');
  await app.waitForAccount(({ label, group }) => label === 'desk' && group === 'Studio');
  const panel = await app.open('panel');
  await expect(panel.getByRole('article', { name: 'desk' })).toBeVisible();
  expect((await app.snapshot()).pool.parts.map(({ kind, name }) => `${kind} ${name}`)).toContain('group Studio');
});
