import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { followMenuRebuilds } from '../support/desktop/tray-item.ts';
import { expect, test } from './fixtures.ts';
import {
  claudeEmail,
  claudeName,
  claudeSays,
  codexEmail,
  codexName,
  codexSays,
  quietDay,
  signInToClaude,
  signInToCodex,
} from './people.ts';
import { clickRow, lastRows, timeUntil, waitForRow, wordsOf } from './tray-text.ts';

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
  await tray.waitForMenu((rows) => wordsOf(rows).some((row) => row.includes('88% left')));

  const resetsIn = (seconds: number): string => `resets in ${timeUntil(saidAtMs + seconds * 1000)}`;
  await expect(async () => {
    expect(wordsOf(await tray.readMenu())).toEqual([
      `2 active · ${codexEmail} 24% left`,
      '247.5 credits · ≈ $9.90',
      `Highest weekly use: ${codexEmail} 76% · ${resetsIn(300_000)}`,
      '---',
      `${claudeEmail} · Claude Max 20×`,
      `    5 h: 88% left · ${resetsIn(7_200)}`,
      `    Weekly: 50% left · ${resetsIn(100_000)}`,
      '---',
      `${codexEmail} · Codex Pro`,
      `    5 h: 58% left · ${resetsIn(3_750)}`,
      `    Weekly: 24% left · ${resetsIn(300_000)}`,
      '    247.5 credits · ≈ $9.90',
      ...lastRows,
    ]);
  }).toPass({ timeout: 120_000 });
  expect(await tray.readTooltip()).toBe(`Quota Tray\n2 active · ${codexEmail} 24% left\n247.5 credits · ≈ $9.90`);
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
  const words = wordsOf(await tray.waitForMenu((rows) => wordsOf(rows).some((row) => row.includes('resets in'))));
  expect(words.find((row) => row.trim().startsWith('5 h'))).toMatch(/^ {4}5 h: – · resets in /);
  expect(words).toContain('    – credits');
  expect(words[0]).toBe('1 unknown');
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
  await waitForRow(tray, '5 h: 60% left');
  codexSays(upstream, { session: { usedPercent: 55 } });
  await clickRow(tray, 'Refresh now');
  await waitForRow(tray, '5 h: 45% left');
  expect(upstream.requests(codexName)).toHaveLength(2);
});

test('the menu is not built anew by a refresh that brought nothing new', async ({ place, upstream, tray, launch }) => {
  // No countdown, so that a whole minute in between changes nothing either.
  codexSays(upstream, { session: { usedPercent: 40 } });
  await signInToCodex(place, upstream);
  const app = await launch();
  const item = await tray.waitForItem();
  await waitForRow(tray, '5 h: 60% left');
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
  await expect((await app.shown('settings')).getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  expect(await app.isShown('panel')).toBe(false);
  await clickRow(tray, `${codexEmail} · Codex Pro`);
  const panel = await app.shown('panel');
  await expect(panel.getByRole('article', { name: codexEmail })).toBeFocused();
});

test('"Open Quota Tray" shows the panel', async ({ tray, launch }) => {
  const app = await launch();
  await tray.waitForItem();
  await clickRow(tray, 'Open Quota Tray');
  await expect((await app.shown('panel')).getByRole('heading', { name: 'Quota Tray' })).toBeVisible();
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
