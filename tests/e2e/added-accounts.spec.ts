import path from 'node:path';
import type { Page } from '@playwright/test';
import { accountPage } from './account-page.ts';
import { startKeyring } from '../support/desktop/keyring.ts';
import { runCli } from './command.ts';
import { answerDialogs, questionsAsked } from '../support/dialogs.ts';
import { expect, test } from './fixtures.ts';
import { goTo } from './settings-page.ts';
import { filesWith, writeSettings } from './state-files.ts';

const name = 'lab';
const key = 'sk-canary-0123456789abcdef';
const nextKey = 'sk-canary-fedcba9876543210';
const usage = {
  usage: { requests_in_window: 150, remaining_requests: 450, concurrent_sessions: 3 },
  limits: { requests: { limit: 600, window_seconds: 18_000 }, concurrency: { limit: 4, hard_cap: 6 } },
};

/** Fills in the form of a service at an address of one's own, and saves. */
async function add(page: Page, baseUrl: string, secret: string): Promise<void> {
  const form = page.getByRole('group', { name: 'Add an account' });
  const service = page.getByRole('button', { name: 'OpenAI-compatible' });
  await form.or(service).first().waitFor();
  if (await service.isVisible()) await service.click();
  await form.getByRole('textbox', { name: 'Name' }).fill(name);
  await form.getByRole('textbox', { name: 'Address of the service' }).fill(baseUrl);
  await form.getByLabel('Key', { exact: true }).fill(secret);
  await form.getByRole('button', { name: 'Test and save' }).click();
}

test('an account is added with a key, asked, given a new key and removed; the key is in the keyring and nowhere else', async ({
  place,
  upstream,
  launch,
}) => {
  const keyring = await startKeyring();
  const answer = (known: string) => (request: { readonly headers: { readonly authorization?: string | undefined } }) =>
    request.headers.authorization === `Bearer ${known}` ? { body: usage } : { status: 401, body: { error: 'no' } };
  upstream.reply(name, answer(key));
  const app = await launch({ env: keyring.environment, args: keyring.args });
  await answerDialogs(app.application, 'agree');
  const seen: Record<string, string> = {};

  const settings = await app.open('settings');
  await goTo(settings, 'Accounts');
  await settings.getByRole('button', { name: 'Add an account' }).click();
  await add(settings, upstream.openAiCompatible(name), 'sk-canary-wrong');
  await expect(settings.getByRole('alert')).toContainText('refused this key (HTTP 401). Nothing was saved.');
  await add(settings, upstream.openAiCompatible(name), key);
  const questions = await questionsAsked(app.application);
  expect(questions.map(({ detail }) => detail)).toContain(upstream.openAiCompatible(name));
  await expect(settings.getByText('lab was added. OpenAI-compatible answered.')).toBeVisible();
  await settings.getByRole('button', { name: 'Back' }).click();
  await settings.getByRole('button', { name, exact: true }).click();
  await expect(settings.getByLabel('New key')).toBeVisible();
  seen['settings'] = await settings.content();
  seen['settings fields'] = JSON.stringify(
    await settings.locator('input').evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value)),
  );

  const account = await app.waitForAccount(({ state }) => state === 'fresh');
  expect(account).toMatchObject({ provider: 'openai-compatible', label: name });
  const panel = await app.open('panel');
  await expect(panel.getByRole('article', { name })).toBeVisible();
  seen['panel'] = await panel.content();
  seen['panel data'] = JSON.stringify(await app.panelView(panel));
  seen['snapshot'] = JSON.stringify(await app.snapshot());

  upstream.reply(name, answer(nextKey));
  await app.refresh();
  await expect(await accountPage(panel, name)).toContainText('Enter a new key in Settings › Accounts');
  await settings.getByLabel('New key').fill(nextKey);
  await settings.getByRole('button', { name: 'Test and save' }).click();
  await expect(settings.getByText('lab has the new key.')).toBeVisible();
  await app.waitForAccount(({ state }) => state === 'fresh');
  for (const args of [['doctor'], ['accounts', 'discover'], ['accounts', 'list', '--json'], ['status', '--json']]) {
    const { exitCode, stdout, stderr } = await runCli(place, ...args);
    // A desktop for tests lacks one thing or another, which doctor calls a problem.
    expect(args[0] === 'doctor' ? [0, 1] : [0], args.join(' ')).toContain(exitCode);
    seen[args.join(' ')] = stdout + stderr;
  }
  expect(await filesWith(place.home, [key, nextKey])).toEqual([]);

  await settings.getByRole('button', { name: `Remove ${name}` }).click();
  await expect(settings.getByRole('button', { name: 'Undo' })).toBeVisible();
  await expect(settings.getByRole('button', { name, exact: true })).toBeHidden();
  // Closing the window ends the time in which it can be taken back.
  await settings.keyboard.press('Escape');
  // The page of an account that is gone closes by itself.
  await expect(panel.locator('[data-page]')).toHaveCount(0);
  await expect(panel.getByRole('article', { name })).toHaveCount(0);
  await expect(panel.getByRole('heading', { level: 1 })).toBeVisible();
  await app.quit();
  await keyring.stop();
  expect(Object.keys(seen).filter((where) => seen[where]?.includes('sk-canary-'))).toEqual([]);
  expect(await filesWith(place.home, [key, nextKey])).toEqual([]);
  expect((await runCli(place, 'accounts', 'list', '--json')).stdout).not.toContain(account.id);
  expect((await runCli(place, 'history', 'export', '--csv')).stdout).not.toContain(account.id);
});

test('an account that the command line takes out is gone from the app', async ({ place, upstream, launch }) => {
  const keyring = await startKeyring();
  upstream.reply(name, { body: usage });
  const app = await launch({ env: keyring.environment, args: keyring.args });
  await answerDialogs(app.application, 'agree');
  const settings = await app.open('settings');
  await goTo(settings, 'Accounts');
  await settings.getByRole('button', { name: 'Add an account' }).click();
  await add(settings, upstream.openAiCompatible(name), key);
  const { id } = await app.waitForAccount(({ state }) => state === 'fresh');
  const panel = await app.open('panel');
  expect((await runCli(place, 'accounts', 'rename', id, 'big lab')).exitCode).toBe(0);
  await expect(panel.getByRole('article', { name: 'big lab' })).toBeVisible();
  expect((await runCli(place, 'accounts', 'remove', id)).exitCode).toBe(0);
  await expect(panel.getByRole('article', { name: 'big lab' })).toBeHidden();
  await app.quit();
  await keyring.stop();
});

test('without a place for keys nothing is saved, unless the user agreed to a file', async ({
  place,
  upstream,
  launch,
}) => {
  upstream.reply(name, { body: usage });
  // No session bus: no keyring can be reached, and none is started by itself.
  const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(place.elsewhere, 'no-bus')}` };
  const app = await launch({ env });
  await answerDialogs(app.application, 'agree');
  const settings = await app.open('settings');
  await goTo(settings, 'Accounts');
  await settings.getByRole('button', { name: 'Add an account' }).click();
  await add(settings, upstream.openAiCompatible(name), key);
  await expect(settings.getByRole('alert')).toContainText('Allow unprotected keys');
  expect(await filesWith(place.home, [key])).toEqual([]);
  await app.quit();
  await writeSettings(place.home, { allowUnprotectedSecrets: true });
  const again = await launch({ env });
  await answerDialogs(again.application, 'agree');
  const page = await again.open('settings');
  await goTo(page, 'Accounts');
  await page.getByRole('button', { name: 'Add an account' }).click();
  await add(page, upstream.openAiCompatible(name), key);
  await expect(page.getByRole('status').getByText('The key is kept in a file that only you can read.')).toBeVisible();
  await again.quit();
  expect(await filesWith(place.home, [key])).toEqual(['secrets.json', 'secrets.json.bak']);
});
