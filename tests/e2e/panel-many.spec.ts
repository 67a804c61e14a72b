import path from 'node:path';
import { createAccountCache } from '../../main/node/storage/account-cache.ts';
import { manyAccounts } from '../support/many-accounts.ts';
import { expect, test } from './fixtures.ts';

const count = 1000;

test('a thousand accounts: the panel draws a few cards, and each is reached by wheel and key', async ({
  place,
  launch,
}) => {
  const cache = createAccountCache({
    folder: path.join(place.home, 'cache', 'accounts'),
    nowMs: Date.now,
    report: ({ kind }) => expect(kind).toBe('no problem'),
  });
  manyAccounts(count, Date.now()).forEach(cache.save);
  cache.flush();
  const app = await launch();
  const panel = await app.open('panel');
  const cards = panel.getByRole('article');
  await expect(cards.first()).toHaveAttribute('aria-posinset', '1');
  await expect(cards.first()).toHaveAttribute('aria-setsize', String(count));
  expect(await cards.count()).toBeLessThanOrEqual(60);

  // No card covers another one, also after those above were measured.
  await panel.getByRole('main').evaluate((main) => main.scrollBy(0, 30_000));
  await expect(cards.first()).not.toHaveAttribute('aria-posinset', '1');
  const covered = await cards.evaluateAll(
    (elements) =>
      elements
        .map((element) => element.getBoundingClientRect())
        .filter(({ top }, index, all) => index > 0 && top < (all[index - 1]?.bottom ?? 0)).length,
  );
  expect(covered).toBe(0);

  // The cards come in parts, and End goes to the last one that is there.
  await cards.first().focus();
  await expect(async () => {
    await panel.keyboard.press('End');
    await expect(panel.locator(':focus')).toHaveAttribute('aria-posinset', String(count), { timeout: 1_000 });
  }).toPass();
  await expect(panel.locator(':focus')).toBeInViewport();
  await panel.keyboard.press('PageUp');
  await expect(panel.locator(':focus')).toHaveAttribute('aria-posinset', String(count - 1));
  expect(await cards.count()).toBeLessThanOrEqual(60);
});
