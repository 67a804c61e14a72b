import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './fixtures.ts';
import { codexEmail, codexSays, quietDay, signInToCodex } from './people.ts';

test.use({ isNewcomer: true });

test('a newcomer is welcomed, sees the account by itself, chooses, and is done for good', async ({
  place,
  upstream,
  tray,
  launch,
}) => {
  codexSays(upstream, quietDay);
  const app = await launch();
  await tray.waitForItem();
  const panel = await app.open('panel');
  await expect(panel.getByRole('heading', { name: 'Welcome', level: 1 })).toBeVisible();
  await panel.getByRole('button', { name: 'Where we looked' }).click();
  await expect(panel.getByRole('region', { name: 'Where we looked' })).toContainText(place.codexFolder);
  await panel.keyboard.press('Escape');

  await signInToCodex(place, upstream);
  await expect(panel.getByRole('heading', { name: '1 account found', level: 1 })).toBeVisible();
  await expect(panel.getByRole('region', { name: 'Accounts that were found' })).toContainText(codexEmail);
  await panel.getByText('Number', { exact: true }).click();
  await panel.getByRole('button', { name: 'Done' }).click();
  await expect(panel.getByRole('article', { name: codexEmail })).toBeVisible();
  const settings: unknown = JSON.parse(await readFile(path.join(place.home, 'settings.json'), 'utf8'));
  expect(settings).toMatchObject({ welcomed: true, iconStyle: 'number' });

  expect(await app.quit()).toBe(0);
  const again = await (await launch()).open('panel');
  await expect(again.getByRole('article', { name: codexEmail })).toBeVisible();
});

test('the sample shows made-up accounts, and saves and sends nothing', async ({ place, upstream, tray, launch }) => {
  const app = await launch();
  await tray.waitForItem();
  const panel = await app.open('panel');
  await panel.getByRole('button', { name: 'See it with sample accounts' }).click();
  await expect(panel.getByRole('heading', { level: 1 })).toContainText('SAMPLE');
  const rows = panel.locator('[data-row^="sample:"]');
  await expect(rows).toHaveCount(6);

  // Each key that would change or send something says that it does not.
  await panel.keyboard.press('u');
  await expect(panel.getByText('These accounts are samples. Nothing is saved.').first()).toBeVisible();
  await rows.first().click();
  await expect(panel.getByRole('region', { name: /sample\.example/ }).first()).toBeVisible();
  await panel.keyboard.press('Escape');
  await expect(readFile(path.join(place.home, 'settings.json'))).rejects.toThrow(/ENOENT/);
  expect(upstream.requests()).toEqual([]);
  expect((await app.snapshot()).accounts).toEqual([]);

  await panel.getByRole('button', { name: 'Leave the sample' }).click();
  await expect(panel.getByRole('heading', { name: 'Welcome', level: 1 })).toBeVisible();
});
