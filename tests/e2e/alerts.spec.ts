import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { weekdays } from '../../core/settings/alerts.ts';
import type { UserCommandMessage } from '../../core/settings/user-command.ts';
import type { FakeUpstream } from '../support/fake-upstream.ts';
import { expect, test } from './fixtures.ts';
import { codexEmail, codexSays, signInToCodex } from './people.ts';
import { writeSettings } from './state-files.ts';

const title = (rest: string): string => `${codexEmail}: ${rest}`;

function uses(upstream: FakeUpstream, sessionPercent: number, weeklyPercent = 10, resetsInSeconds = 3_600): void {
  codexSays(upstream, {
    session: { usedPercent: sessionPercent, resetsInSeconds },
    weekly: { usedPercent: weeklyPercent, resetsInSeconds: 300_000 },
  });
}

test('a jump over two steps is told as the higher one, with its buttons, and never again after a restart', async ({
  place,
  upstream,
  notifications,
  launch,
}) => {
  uses(upstream, 10);
  await signInToCodex(place, upstream);
  const before = await launch();
  await before.waitForAccount(({ state }) => state === 'fresh');
  uses(upstream, 96);
  expect(await before.refresh()).toBe(202);
  const notice = await notifications.waitFor(() => true);
  expect(notice.summary).toBe(title('4% of the 5-hour limit left'));
  expect(Object.keys(notice.actions)).toEqual(['default', 'open-0', 'snooze-0', 'snooze-1']);
  expect(Object.values(notice.actions).slice(1)).toEqual(['Open', 'Mute for 1 hour', 'Mute until the reset']);
  expect(notice.hints).toMatchObject({ category: 'x-quota-tray.threshold', urgency: 1, 'suppress-sound': true });
  expect(await before.quit()).toBe(0);

  const app = await launch();
  uses(upstream, 97);
  expect(await app.refresh()).toBe(202);
  uses(upstream, 97, 85);
  expect(await app.refresh()).toBe(202);
  await notifications.waitFor(({ summary }) => summary === title('15% of the weekly limit left'));
  expect(notifications.received()).toHaveLength(2);
});

test('the snooze button keeps an account silent, also after a restart; the panel lists what happened and wakes it', async ({
  place,
  upstream,
  notifications,
  launch,
}) => {
  uses(upstream, 100);
  await signInToCodex(place, upstream);
  const before = await launch();
  const notice = await notifications.waitFor(() => true);
  notifications.click(notice.id, 'snooze-0');
  const panel = await before.open('panel');
  await expect(async () => {
    await panel.getByRole('button', { name: /notifications?$/i }).click();
    await expect(panel.getByText(/is muted until|are muted until/)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 120_000 });
  expect(await before.quit()).toBe(0);

  const app = await launch();
  uses(upstream, 100, 100);
  expect(await app.refresh()).toBe(202);
  const again = await app.open('panel');
  await again.getByRole('button', { name: '2 new notifications' }).click();
  const centre = again.getByRole('region', { name: 'Notifications' });
  await expect(centre.getByText(title('weekly limit used up'))).toBeVisible();
  await expect(centre.getByText(title('5-hour limit used up'))).toBeVisible();
  await centre.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(centre.getByRole('button', { name: 'Mark all as read' })).toBeHidden();
  await centre.getByRole('button', { name: /^Unmute/ }).click();
  await expect(centre.getByText(/is muted until|are muted until/)).toHaveCount(0);
  expect(notifications.received()).toHaveLength(1);
});

test('a window that comes back before its time is told', async ({ place, upstream, notifications, launch }) => {
  uses(upstream, 100);
  await signInToCodex(place, upstream);
  const app = await launch();
  await notifications.waitFor(({ summary }) => summary === title('5-hour limit used up'));
  uses(upstream, 2, 10, 18_000);
  expect(await app.refresh()).toBe(202);
  const back = await notifications.waitFor(({ summary }) => summary === title('5-hour limit is available again'));
  expect(back.body).toMatch(/^It reset before its time\. 98% left\./);
});

test('in quiet hours nothing is shown, and all of it is listed', async ({ place, upstream, notifications, launch }) => {
  const always = { from: '00:00', to: '00:00' };
  await writeSettings(place.home, { quietHours: Object.fromEntries(weekdays.map((day) => [day, always])) });
  uses(upstream, 100);
  await signInToCodex(place, upstream);
  const app = await launch();
  const panel = await app.open('panel');
  await panel.getByRole('button', { name: '1 new notification' }).click();
  await expect(panel.getByText(title('5-hour limit used up'))).toBeVisible();
  expect(notifications.received()).toEqual([]);
});

test('a command of the user gets what happened as JSON', async ({ place, upstream, launch }) => {
  const file = path.join(place.elsewhere, 'heard.json');
  const code = "process.stdin.pipe(require('fs').createWriteStream(process.argv[1]))";
  const hook = { event: 'exhausted', command: process.execPath, arguments: ['-e', code, file] } as const;
  await writeSettings(place.home, { hooks: [hook] });
  uses(upstream, 100);
  await signInToCodex(place, upstream);
  await launch();
  const heard = async (): Promise<UserCommandMessage> => JSON.parse(await readFile(file, 'utf8')) as UserCommandMessage;
  await expect
    .poll(() => heard().catch(() => null))
    .toMatchObject({
      event: 'exhausted',
      test: false,
      account: { provider: 'codex', label: codexEmail },
      details: { window: { id: 'session' } },
    });
});
