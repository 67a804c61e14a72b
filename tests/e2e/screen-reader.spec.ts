import { manyAccounts } from '../support/many-accounts.ts';
import { expect, test } from './fixtures.ts';
import { listenTo } from './screen-reader.ts';
import { writeAccounts, writeSettings } from './state-files.ts';

/** What is said, line by line. Times that the clock changes are dots. */
const expected: readonly string[] = [
  'open: button "account 0000, Codex Pro, Sign in again. 5 hours 100 percent left, resets in …. Week 100 percent left, resets in …."',
  'ArrowDown: button "account 0001, Codex Pro, Sign in again. 5 hours 93 percent left, resets in …. Week 97 percent left, resets in …."',
  'Enter: button "Back to all accounts"',
  'Tab: button "Pin account 0001 to the top"',
  'Escape: button "account 0001, Codex Pro, Sign in again. 5 hours 93 percent left, resets in …. Week 97 percent left, resets in …."',
  'p: button "account 0001, Codex Pro, Sign in again. 5 hours 93 percent left, resets in …. Week 97 percent left, resets in …. Pinned." / account 0001 is pinned to the top',
  'Control+z: button "account 0001, Codex Pro, Sign in again. 5 hours 93 percent left, resets in …. Week 97 percent left, resets in …." / Undone',
  'Alt+ArrowDown: account 0001 moved to 3 of 9',
  'Control+z: Undone',
  '/: searchbox "Search accounts"',
  'type 0007: searchbox "Search accounts": "0007"',
  'ArrowDown: button "account 0007, Codex Pro, Sign in again. 5 hours 51 percent left, resets in …. Week 79 percent left, resets in …."',
  'Escape: button "account 0000, Codex Pro, Sign in again. 5 hours 100 percent left, resets in …. Week 100 percent left, resets in …."',
  'u: button "account 0000, Codex Pro, Sign in again. 5 hours 0 percent used, resets in …. Week 0 percent used, resets in …."',
  'u: button "account 0000, Codex Pro, Sign in again. 5 hours 100 percent left, resets in …. Week 100 percent left, resets in …."',
  '?: button "Back to all accounts"',
  'Escape: button "account 0000, Codex Pro, Sign in again. 5 hours 100 percent left, resets in …. Week 100 percent left, resets in …."',
  'Tab: button "Search accounts"',
  'Tab: button "Refresh all accounts, just now": just now',
];

test('with the keyboard alone, a screen reader says in sentences what is there and what happened', async ({
  place,
  launch,
}) => {
  await writeSettings(place.home, { groupBy: 'none' });
  await writeAccounts(place.home, manyAccounts(9, Date.now()));
  const app = await launch();
  const panel = await app.open('panel');
  await expect(panel.locator(':focus')).toHaveAttribute('data-row', /./);
  const reader = await listenTo(panel);
  for (const key of ['ArrowDown', 'Enter', 'Tab', 'Escape', 'p', 'Control+z', 'Alt+ArrowDown', 'Control+z', '/'])
    await reader.press(key);
  await reader.type('0007');
  for (const key of ['ArrowDown', 'Escape', 'u', 'u', '?', 'Escape', 'Tab', 'Tab']) await reader.press(key);
  await expect(panel.locator(':focus')).toBeVisible();
  expect(reader.transcript().split('\n')).toEqual(expected);
  await panel.keyboard.press('Control+,');
  const settings = await app.shown('settings');
  const inSettings = await listenTo(settings);
  expect(await inSettings.press('Tab')).toHaveLength(1);
  await settings.keyboard.press('Escape');
  await expect.poll(() => app.isShown('settings')).toBe(false);
  await panel.keyboard.press('Escape');
  await expect.poll(() => app.isShown('panel')).toBe(false);
});
