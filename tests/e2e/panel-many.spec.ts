import { manyAccounts } from '../support/many-accounts.ts';
import { expect, test } from './fixtures.ts';
import { writeAccounts } from './state-files.ts';

const count = 1000;

test('a thousand accounts: the panel draws a few rows, and each is reached by wheel and key', async ({
  place,
  launch,
}) => {
  await writeAccounts(place.home, manyAccounts(count, Date.now()));
  const app = await launch();
  const panel = await app.open('panel');
  const rows = panel.locator('[data-row]');
  await expect(rows.first()).toBeVisible();
  expect(await rows.count()).toBeLessThanOrEqual(80);

  // No row covers another one, also far down.
  const first = await rows.first().getAttribute('data-row');
  await expect(async () => {
    await panel.getByRole('main').evaluate((main) => main.scrollTo(0, 12_000));
    expect(await panel.getByRole('main').evaluate((main) => main.scrollTop)).toBeGreaterThan(5_000);
  }).toPass();
  await expect(rows.nth(5)).not.toHaveAttribute('data-row', first ?? '');
  const covered = await rows.evaluateAll(
    (elements) =>
      elements
        .map((element) => element.getBoundingClientRect())
        .filter(({ top }, index, all) => index > 0 && top < (all[index - 1]?.bottom ?? 0) - 0.5).length,
  );
  expect(covered).toBe(0);

  // End goes to the last entry, and the one with the focus stays drawn.
  await panel.keyboard.press('End');
  await expect(panel.locator(':focus')).toBeInViewport();
  await panel.keyboard.press('PageUp');
  await expect(panel.locator(':focus')).toBeInViewport();
  await panel.keyboard.press('Home');
  await expect(panel.locator(':focus')).toBeInViewport();
  expect(await rows.count()).toBeLessThanOrEqual(80);
});
