import { expect, test } from './fixtures.ts';
import { codexEmail, codexName, codexSays, signInToCodex, startWithCodex } from './people.ts';
import { writeSettings } from './state-files.ts';
import type { FakeUpstream } from '../support/fake-upstream.ts';

const fiveHours = 18_000;
const title = (limit: string): string => `${codexEmail}: ${limit} limit used up`;

/** The five-hour window is used up and comes back after so many seconds; there is half a week left. */
function sessionIsUsedUp(upstream: FakeUpstream, resetsInSeconds: number, weeklyPercent = 50): void {
  codexSays(upstream, {
    session: { usedPercent: 100, resetsInSeconds },
    weekly: { usedPercent: weeklyPercent, resetsInSeconds: 300_000 },
  });
}

test('a window that is used up is told once, also when its reset time wanders by a second, and once more after its reset', async ({
  place,
  upstream,
  notifications,
  launch,
}) => {
  // What comes back is told as well, and by other tests.
  await writeSettings(place.home, { alertKinds: { 'window-back': false } });
  sessionIsUsedUp(upstream, 3_600);
  await signInToCodex(place, upstream);
  const app = await launch();
  const first = await notifications.waitFor(() => true);
  expect(first.summary).toBe(title('5-hour'));
  expect(first.body).toMatch(/^The 5-hour limit is used up until (\w{3},? )?\d{1,2}:\d{2} [AP]M\.$/);
  expect(first.appName).toBe('Quota Tray');
  for (const resetsInSeconds of [3_601, 3_599, 3_600]) {
    sessionIsUsedUp(upstream, resetsInSeconds);
    expect(await app.refresh()).toBe(202);
  }
  codexSays(upstream, {
    session: { usedPercent: 5, resetsInSeconds: fiveHours },
    weekly: { usedPercent: 50, resetsInSeconds: 300_000 },
  });
  expect(await app.refresh()).toBe(202);
  sessionIsUsedUp(upstream, fiveHours);
  expect(await app.refresh()).toBe(202);
  // The desktop gets the second notice in the place of the first. Notices come in order, so none is still on its way.
  await expect.poll(() => notifications.received().length).toBeGreaterThan(1);
  expect(notifications.received().map(({ summary }) => summary)).toEqual([title('5-hour'), title('5-hour')]);
});

test('what was told is not told again after a restart', async ({ place, upstream, notifications, launch }) => {
  sessionIsUsedUp(upstream, 3_600);
  await signInToCodex(place, upstream);
  const before = await launch();
  await notifications.waitFor(() => true);
  expect(await before.quit()).toBe(0);

  const app = await launch();
  sessionIsUsedUp(upstream, 3_600);
  expect(await app.refresh()).toBe(202);
  sessionIsUsedUp(upstream, 3_600, 100);
  expect(await app.refresh()).toBe(202);
  await notifications.waitFor(({ summary }) => summary === title('weekly'));
  expect(notifications.received().map(({ summary }) => summary)).toEqual([title('5-hour'), title('weekly')]);
});

test('a click on the notice opens the panel at its account', async ({ place, upstream, notifications, launch }) => {
  sessionIsUsedUp(upstream, 3_600);
  await signInToCodex(place, upstream);
  const app = await launch();
  const notice = await notifications.waitFor(() => true);
  expect(await app.isShown('panel')).toBe(false);
  notifications.click(notice.id);
  const account = (await app.shown('panel')).getByRole('region', { name: codexEmail, exact: true });
  await expect(account).toBeVisible();
  // Not `toBeFocused`: whether the window itself gets the focus is the window manager's to say.
  await expect.poll(() => account.evaluate((page) => page.contains(document.activeElement))).toBe(true);
});

test('switched off nothing is told, and switching on tells no old news', async ({
  place,
  upstream,
  notifications,
  launch,
}) => {
  await writeSettings(place.home, { notifications: false });
  sessionIsUsedUp(upstream, 3_600);
  await signInToCodex(place, upstream);
  const app = await launch();
  await app.waitForAccount(({ windows }) => windows.some(({ state }) => state === 'exhausted'));
  const settings = await app.open('settings');
  await settings.getByRole('button', { name: 'Notifications' }).click();
  await settings.getByRole('switch', { name: 'Notifications' }).check();
  expect(await app.refresh()).toBe(202);

  sessionIsUsedUp(upstream, 3_600, 100);
  expect(await app.refresh()).toBe(202);
  await notifications.waitFor(({ summary }) => summary === title('weekly'));
  expect(notifications.received().map(({ summary }) => summary)).toEqual([title('weekly')]);
});

test('a sign-in that stops working is told once, after it failed for twenty seconds', async ({
  place,
  upstream,
  notifications,
  launch,
}) => {
  const app = await startWithCodex({ place, upstream, launch });
  upstream.reply(codexName, { status: 401, body: { detail: 'no' } });
  expect(await app.refresh()).toBe(202);
  await app.waitForAccount(({ state }) => state === 'signed-out');
  expect(notifications.received()).toEqual([]);
  const notice = await notifications.waitFor(() => true);
  expect(notice.summary).toBe(`${codexEmail}: sign in again`);
  expect(notice.hints).toMatchObject({ category: 'x-quota-tray.sign-in-needed' });
  expect(notifications.received()).toHaveLength(1);
});
