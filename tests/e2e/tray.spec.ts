import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { followMenuRebuilds } from '../support/desktop/tray-item.ts';
import { expect, test } from './fixtures.ts';
import {
  claudeName,
  claudeSays,
  codexEmail,
  codexName,
  codexSays,
  quietDay,
  signInToClaude,
  signInToCodex,
} from './people.ts';
import { allRows, clickRow, lastRows, timeUntil, waitForRow, wordsOf } from './tray-text.ts';

test('a newcomer with one Codex and one Claude sign-in sees both in the tray, without having set anything', async ({
  place,
  upstream,
  tray,
  launch,
}) => {
  const saidAtMs = Math.floor(Date.now() / 1000) * 1000;
  codexSays(upstream, { ...quietDay, credits: { hasCredits: true, balance: '247.5' } }, saidAtMs);
  claudeSays(
    upstream,
    { session: { usedPercent: 12, resetsInSeconds: 7_200 }, weekly: { usedPercent: 50, resetsInSeconds: 100_000 } },
    saidAtMs,
  );
  await signInToCodex(place, upstream);
  await signInToClaude(place);
  await launch();
  await tray.waitForItem();
  await waitForRow(tray, '247.5 credits · ≈ $9.90');
  await tray.waitForMenu((rows) => wordsOf(rows).some((row) => row.includes('88%')));

  const resetsIn = (seconds: number): string => timeUntil(saidAtMs + seconds * 1000);
  await expect(async () => {
    expect(wordsOf(await tray.readMenu())).toEqual([
      '2 of 2 ready',
      'Next up: home · week 50% · 5 hours 88%',
      '---',
      'home · Claude Max 20×',
      ` 88%  5 hours · ${resetsIn(7_200)}`,
      ` 50%  Week · ${resetsIn(100_000)}`,
      'work · Codex Pro',
      ` 58%  5 hours · ${resetsIn(3_750)}`,
      ` 24%  Week · ${resetsIn(300_000)}`,
      ...lastRows,
    ]);
  }).toPass({ timeout: 120_000 });
  expect(await tray.readTooltip()).toBe('2 of 2 ready\nNext up: home · week 50% · 5 hours 88%');
  expect((await stat(place.home)).mode & 0o777).toBe(0o700);
  expect(upstream.requests(codexName)).toHaveLength(1);
  expect(upstream.requests(claudeName)).toHaveLength(1);
});

test('with nobody signed in the tray says so and offers no refresh', async ({ tray, launch, upstream }) => {
  await launch();
  await tray.waitForItem();
  const rows = await tray.waitForMenu((menu) => wordsOf(menu).includes('No account found yet'));
  expect(wordsOf(rows)).toEqual(['No account found yet', ...lastRows]);
  expect(rows.find(({ label }) => label === 'Refresh now')?.enabled).toBe(false);
  expect(upstream.requests()).toEqual([]);
});

test('an unknown number is a dash in the menu, never 0', async ({ place, upstream, tray, launch }) => {
  codexSays(upstream, {
    session: { usedPercent: null, resetsInSeconds: 3_750 },
    credits: { hasCredits: true, balance: null },
  });
  await signInToCodex(place, upstream);
  const app = await launch();
  await app.waitForAccount(({ state }) => state === 'fresh');
  await tray.waitForItem();
  const rows = await tray.waitForMenu((menu) => wordsOf(menu).some((row) => row.includes('–  5 hours')));
  const words = wordsOf(allRows(rows));
  expect(words.find((row) => row.includes('5 hours'))).toMatch(/^ {3}–  5 hours · \d/);
  expect(words).toContain('– credits');
  expect(words[0]).toBe(codexEmail);
  expect(words.join('\n')).not.toMatch(/\b0\b/);
});

test('the icon looks different when all is fine, when it is used up, and when nothing is known', async ({
  place,
  upstream,
  tray,
  launch,
}) => {
  codexSays(upstream, { session: { usedPercent: null } });
  await signInToCodex(place, upstream);
  const app = await launch();
  await tray.waitForItem();
  const pictures: Uint8Array[] = [];
  for (const usedPercent of [null, 10, 100]) {
    codexSays(upstream, { session: { usedPercent, resetsInSeconds: 3_750 } });
    expect(await app.refresh()).toBe(202);
    await expect(async () => {
      const { argb } = await tray.readIcon();
      expect(pictures.some((before) => Buffer.compare(before, argb) === 0)).toBe(false);
      pictures.push(argb);
    }).toPass({ timeout: 120_000 });
  }
  expect(pictures).toHaveLength(3);
});

test('"Refresh now" asks the service and shows the new figure', async ({ place, upstream, tray, launch }) => {
  codexSays(upstream, { session: { usedPercent: 40 } });
  await signInToCodex(place, upstream);
  await launch();
  await tray.waitForItem();
  await waitForRow(tray, '60%  5 hours');
  codexSays(upstream, { session: { usedPercent: 55 } });
  await clickRow(tray, 'Refresh now');
  await waitForRow(tray, '45%  5 hours');
  expect(upstream.requests(codexName)).toHaveLength(2);
});

test('the menu is not rebuilt by a refresh that brought nothing new', async ({ place, upstream, tray, launch }) => {
  // No countdown, so that a whole minute in between changes nothing either.
  codexSays(upstream, { session: { usedPercent: 40 } });
  await signInToCodex(place, upstream);
  const app = await launch();
  const item = await tray.waitForItem();
  await waitForRow(tray, '60%  5 hours');
  const rebuilds = await followMenuRebuilds(item);
  const before = await rebuilds.revision();
  expect(await app.refresh()).toBe(202);
  expect(upstream.requests(codexName)).toHaveLength(2);
  expect(await rebuilds.revision()).toBe(before);
  expect(rebuilds.seen()).toBe(0);

  codexSays(upstream, { session: { usedPercent: 41 } });
  expect(await app.refresh()).toBe(202);
  await expect.poll(rebuilds.revision).not.toBe(before);
  rebuilds.stop();
});

test('the menu mutes an account over a restart, and hides names', async ({ place, upstream, tray, launch }) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const before = await launch();
  await tray.waitForItem();
  await clickRow(tray, 'Mute for 1 hour');
  await tray.waitForMenu((rows) => wordsOf(allRows(rows)).some((row) => row.startsWith('Unmute (muted until')));
  expect(await before.quit()).toBe(0);
  await launch();
  await tray.waitForItem();
  await tray.waitForMenu((rows) => wordsOf(allRows(rows)).some((row) => row.startsWith('Unmute (muted until')));
  await clickRow(tray, 'Hide names and money');
  await waitForRow(tray, 'Account 1 · Codex · Codex Pro');
  const rows = allRows(await tray.readMenu());
  expect(rows.find(({ label }) => label === 'Hide names and money')?.checked).toBe(true);
  expect(wordsOf(rows).join()).not.toContain('work');
});

test('"Open Quota Tray" and "Settings…" open their windows, and an account row the panel', async ({
  place,
  upstream,
  tray,
  launch,
}) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  await tray.waitForItem();
  await app.waitForAccount(({ state }) => state === 'fresh');
  expect(await app.isShown('settings')).toBe(false);
  await clickRow(tray, 'Settings…');
  await expect((await app.shown('settings')).getByRole('heading', { name: 'General', level: 1 })).toBeVisible();
  expect(await app.isShown('panel')).toBe(false);
  await clickRow(tray, 'Open in the panel');
  const panel = await app.shown('panel');
  await expect(panel.getByRole('region', { name: codexEmail, exact: true })).toBeVisible();
});

test('"Open Quota Tray" shows the panel', async ({ tray, launch }) => {
  const app = await launch();
  await tray.waitForItem();
  await clickRow(tray, 'Open Quota Tray');
  await expect((await app.shown('panel')).getByRole('heading', { name: 'Welcome', level: 1 })).toBeVisible();
});

test('"Quit" ends the process with code 0, and takes the socket and the icon away', async ({ tray, launch }) => {
  const app = await launch();
  await tray.waitForItem();
  expect(existsSync(app.socketPath)).toBe(true);
  await clickRow(tray, 'Quit');
  expect(await app.exited()).toBe(0);
  await tray.waitForNoItem();
  expect(existsSync(app.socketPath)).toBe(false);
});
