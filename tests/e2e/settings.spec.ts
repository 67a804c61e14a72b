import { accountPage } from './account-page.ts';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../scripts/process/project.ts';
import { answerDialogs } from '../support/dialogs.ts';
import { expect, test } from './fixtures.ts';
import { codexEmail, codexName, codexSays, quietDay, signInToCodex } from './people.ts';
import { choose, goTo, openPage } from './settings-page.ts';
import { writeSettings } from './state-files.ts';
import { allRows, waitForRow } from './tray-text.ts';

test('every setting is kept over a restart', async ({ place, launch }) => {
  const before = await launch();
  await answerDialogs(before.application, 'agree');
  const page = await before.open('settings');
  await page.getByRole('combobox', { name: 'Refresh every' }).selectOption({ label: '30 minutes' });
  await expect(page.getByRole('switch', { name: 'Start at login' })).toBeDisabled();
  await goTo(page, 'Notifications');
  await page.getByRole('switch', { name: 'Notifications' }).uncheck();
  await goTo(page, 'Accounts');
  await page.getByRole('button', { name: 'Add folder…' }).click();
  await page.getByRole('textbox', { name: 'More Codex folders' }).fill('~/codex-two\n~/codex-three');
  await page.getByRole('textbox', { name: 'More Claude folders' }).fill('~/claude-two');
  await goTo(page, 'Data and privacy');
  await page.getByRole('switch', { name: 'Allow unprotected keys' }).check();
  await openPage(page, 'What is read from each service');
  await page.getByRole('switch', { name: 'Read from Codex' }).uncheck();
  await page.getByRole('switch', { name: 'Read from Claude', exact: true }).uncheck();
  await goTo(page, 'Panel and icon');
  await choose(page, 'Icon style', 'Ring');
  await choose(page, 'Theme', 'Dark');
  await choose(page, 'Figures', 'Used');
  await choose(page, 'Resets', 'Time of day');
  await goTo(page, 'Money');
  await page.getByRole('textbox', { name: 'Credits per dollar' }).fill('40');
  await page.getByRole('textbox', { name: 'Credits per dollar' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'Credits per dollar' })).toHaveValue('40');
  await goTo(page, 'General');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('en');
  await expect(page.getByRole('combobox', { name: 'Language' })).toHaveValue('en');
  expect(await before.quit()).toBe(0);

  const app = await launch();
  const again = await app.open('settings');
  await expect(again.getByRole('combobox', { name: 'Refresh every' })).toHaveValue('30');
  await expect(again.getByRole('combobox', { name: 'Language' })).toHaveValue('en');
  await goTo(again, 'Notifications');
  await expect(again.getByRole('switch', { name: 'Notifications' })).not.toBeChecked();
  await goTo(again, 'Accounts');
  await again.getByRole('button', { name: 'Add folder…' }).click();
  await expect(again.getByRole('textbox', { name: 'More Codex folders' })).toHaveValue('~/codex-two\n~/codex-three');
  await expect(again.getByRole('textbox', { name: 'More Claude folders' })).toHaveValue('~/claude-two');
  await goTo(again, 'Data and privacy');
  await expect(again.getByRole('switch', { name: 'Allow unprotected keys' })).toBeChecked();
  await openPage(again, 'What is read from each service');
  await expect(again.getByRole('switch', { name: 'Read from Codex' })).not.toBeChecked();
  await expect(again.getByRole('switch', { name: 'Read from Claude', exact: true })).not.toBeChecked();
  await goTo(again, 'Panel and icon');
  await expect(again.getByRole('radio', { name: 'Ring' })).toBeChecked();
  await expect(again.getByRole('radio', { name: 'Dark', exact: true })).toBeChecked();
  await expect(again.getByRole('radio', { name: 'Used' })).toBeChecked();
  await expect(
    again.getByRole('radiogroup', { name: 'Resets' }).getByRole('radio', { name: 'Time of day' }),
  ).toBeChecked();
  await goTo(again, 'Money');
  await expect(again.getByRole('textbox', { name: 'Credits per dollar' })).toHaveValue('40');
  expect(JSON.parse(await readFile(path.join(place.home, 'settings.json'), 'utf8'))).toMatchObject({
    refreshMinutes: 30,
    creditsPerUsd: 40,
  });
});

test('a further sign-in folder that is named in the settings brings its account at once', async ({
  place,
  upstream,
  launch,
}) => {
  codexSays(upstream, quietDay);
  await signInToCodex({ codexFolder: place.elsewhere }, upstream);
  const app = await launch();
  await answerDialogs(app.application, 'agree');
  const settings = await app.open('settings');
  await goTo(settings, 'Accounts');
  await settings.getByRole('button', { name: 'Add folder…' }).click();
  await settings.getByRole('textbox', { name: 'More Codex folders' }).fill(place.elsewhere);
  await settings.getByRole('textbox', { name: 'More Codex folders' }).blur();
  await settings.getByRole('button', { name: 'Back' }).click();
  await expect(settings.getByRole('button', { name: codexEmail })).toBeVisible();
  await app.waitForAccount(({ state }) => state === 'fresh');
});

test('a service that is switched off is asked nothing, also on demand', async ({ place, upstream, tray, launch }) => {
  await writeSettings(place.home, { askCodex: false });
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  await tray.waitForItem();
  await waitForRow(tray, `${codexEmail} · Not measured yet`);
  await app.refresh();
  expect(upstream.requests(codexName)).toEqual([]);
  const settings = await app.open('settings');
  await goTo(settings, 'Data and privacy');
  await openPage(settings, 'What is read from each service');
  await settings.getByRole('switch', { name: 'Read from Codex' }).check();
  await app.waitForAccount(({ state }) => state === 'fresh');
  expect(upstream.requests(codexName)).toHaveLength(1);
});

test('the texts about licences that come with the app open with the program of the system', async ({ launch }) => {
  const { application, open } = await launch();
  const page = await open('settings');
  await goTo(page, 'Help');
  await application.evaluate(({ shell }) => {
    const files: string[] = [];
    Object.assign(globalThis, { openedFiles: files });
    shell.openPath = async (file) => (files.push(file) > 2 ? 'There is no such program.' : '');
  });
  const opened = (): Promise<readonly string[]> =>
    application.evaluate(() => (globalThis as unknown as { readonly openedFiles: readonly string[] }).openedFiles);
  await page.getByRole('button', { name: 'Read licence', exact: true }).click();
  await page.getByRole('button', { name: 'Read licences' }).click();
  const files = [path.join(projectRoot, 'LICENSE'), path.join(projectRoot, 'dist', 'licences.txt')];
  await expect.poll(opened).toEqual(files);
  for (const file of files) expect(await readFile(file, 'utf8')).toContain('MIT License');
  await page.getByRole('button', { name: 'Read licences' }).click();
  await expect(page.getByRole('alert')).toHaveText(`No program opened the file. It is ${files[1]}.`);
});

test('0 credits per dollar hides dollars everywhere', async ({ place, upstream, tray, launch }) => {
  await writeSettings(place.home, { creditsPerUsd: 0 });
  codexSays(upstream, { ...quietDay, credits: { hasCredits: true, balance: '247.5' } });
  await signInToCodex(place, upstream);
  const app = await launch();
  await tray.waitForItem();
  await waitForRow(tray, '247.5 credits');
  expect(
    allRows(await tray.readMenu())
      .map(({ label }) => label)
      .join('\n'),
  ).not.toContain('$');
  const panel = await app.open('panel');
  await expect(await accountPage(panel, codexEmail)).toContainText('247.5 credits');
  await expect(panel.locator('body')).not.toContainText('$');
});

interface Spoiled {
  readonly what: string;
  readonly file: (home: string) => Promise<string>;
  readonly sentence: string;
}

const spoiled: readonly Spoiled[] = [
  {
    what: 'settings file',
    file: async (home) => path.join(home, 'settings.json'),
    sentence: 'The settings file was damaged, so Quota Tray restored its last good copy of',
  },
  {
    what: 'database',
    file: async (home) => path.join(home, 'quota-tray.db'),
    sentence: 'The database was damaged. Quota Tray renamed it to',
  },
  {
    what: 'file of an account',
    file: async (home) => {
      const folder = path.join(home, 'cache', 'accounts');
      const [name] = (await readdir(folder)).filter((each) => each.endsWith('.json'));
      return path.join(folder, name ?? 'none');
    },
    sentence: 'The stored figures of one account were damaged. Quota Tray renamed the file to',
  },
];

for (const { what, file, sentence } of spoiled) {
  test(`a spoiled ${what} is set aside, the app starts, and the panel says so`, async ({
    place,
    upstream,
    notifications,
    launch,
  }) => {
    // A window that is used up, because the database is opened for the first notice.
    codexSays(upstream, { session: { usedPercent: 100, resetsInSeconds: 3_750 } });
    await writeSettings(place.home, { refreshMinutes: 30 });
    await signInToCodex(place, upstream);
    const before = await launch();
    await notifications.waitFor(() => true);
    expect(await before.quit()).toBe(0);
    const spoiledFile = await file(place.home);
    const garbage = `{"not": whole, ${'x'.repeat(5_000)}`;
    await writeFile(spoiledFile, garbage);

    const app = await launch();
    const panel = await app.open('panel');
    await expect(panel.getByRole('list', { name: 'Messages' })).toContainText(sentence);
    await expect(await accountPage(panel, codexEmail)).toContainText(/used up/i);
    const aside = (await readdir(path.dirname(spoiledFile))).filter((name) =>
      name.startsWith(`${path.basename(spoiledFile)}.corrupt-`),
    );
    expect(aside).toHaveLength(1);
    expect(await readFile(path.join(path.dirname(spoiledFile), aside[0] ?? ''), 'utf8')).toBe(garbage);
  });
}
