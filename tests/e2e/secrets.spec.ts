import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect } from 'node:util';
import { startKeyring } from '../support/desktop/keyring.ts';
import { signOut } from '../support/sign-in.ts';
import { runCli } from './command.ts';
import { expect, test } from './fixtures.ts';
import { authFile, claudeName, claudeSays, codexName, codexSays, signInToClaude, signInToCodex } from './people.ts';
import { goTo, showChecks } from './settings-page.ts';
import { filesBelow, filesWith } from './state-files.ts';

/** Part of every made-up secret of the tests. */
const canary = 'canary-';

test('no secret reaches a page, the menu, a notice, the command line or a file, and the sign-in files stay as they were', async ({
  place,
  upstream,
  tray,
  notifications,
  launch,
}) => {
  codexSays(upstream, { session: { usedPercent: 100, resetsInSeconds: 3_750 } });
  claudeSays(upstream, { session: { usedPercent: 5, resetsInSeconds: 3_750 } });
  const secrets = [await signInToCodex(place, upstream), await signInToClaude(place)].flatMap((each) => [
    each.accessToken,
    each.refreshToken,
  ]);
  const signInFiles = [authFile(place), path.join(place.claudeFolder, '.credentials.json')];
  const before = await Promise.all(signInFiles.map((file) => readFile(file, 'utf8')));

  const app = await launch();
  const seen: Record<string, string> = {};
  await notifications.waitFor(() => true);
  await expect.poll(() => upstream.requests(claudeName).length).toBe(1);
  expect(
    [codexName, claudeName].map((name) => upstream.requests(name)[0]?.headers.authorization?.includes(canary)),
  ).toEqual([true, true]);

  // A careless service that repeats what it was sent.
  const echo = ({ headers }: { readonly headers: object }) => ({
    status: 500,
    body: { error: headers },
    headers: { 'x-echo': JSON.stringify(headers) },
  });
  for (const name of [codexName, claudeName]) upstream.reply(name, echo);
  await app.refresh();
  const panel = await app.open('panel');
  seen['panel data'] = JSON.stringify(await app.panelView(panel));
  seen['panel'] = await panel.content();
  const settings = await app.open('settings');
  for (const section of ['Accounts', 'Help'] as const) {
    await goTo(settings, section);
    seen[section] = await settings.content();
  }
  await tray.waitForItem();
  seen['menu'] = JSON.stringify(await tray.readMenu()) + (await tray.readTooltip());
  seen['notices'] = inspect(notifications.received(), { depth: null });
  seen['snapshot'] = JSON.stringify(await app.snapshot());
  for (const args of [
    ['status'],
    ['status', '--json'],
    ['doctor'],
    ['doctor', '--json'],
    ['accounts', 'list', '--json'],
    ['accounts', 'discover', '--json'],
  ]) {
    const { exitCode, stdout, stderr } = await runCli(place, ...args);
    // A desktop for tests lacks one thing or another, which doctor calls a problem.
    expect(args[0] === 'doctor' ? [0, 1] : [0], args.join(' ')).toContain(exitCode);
    seen[args.join(' ')] = stdout + stderr;
  }
  expect(await Promise.all(signInFiles.map((file) => readFile(file, 'utf8')))).toEqual(before);
  await signOut(place.codexFolder);
  await app.quit();

  expect(Object.keys(seen).filter((where) => seen[where]?.includes(canary))).toEqual([]);
  expect(Object.values(seen).every((text) => text.length > 2)).toBe(true);
  expect(await filesBelow(place.home)).toContain(path.join('logs', 'quota-tray.log'));
  expect(await filesWith(place.home, [canary, ...secrets])).toEqual([]);
});

test('with a keyring the diagnostics say that secrets are protected', async ({ launch }) => {
  const keyring = await startKeyring();
  const app = await launch({ env: keyring.environment, args: keyring.args });
  const settings = await app.open('settings');
  await goTo(settings, 'Help');
  await showChecks(settings);
  await expect(settings.getByText('protected by the system', { exact: true })).toBeVisible();
  await app.quit();
  await keyring.stop();
});

test('without a keyring the diagnostics say that secrets are not protected', async ({ place, launch }) => {
  // No session bus: no keyring can be reached, and none is started by itself.
  const app = await launch({ env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(place.elsewhere, 'no-bus')}` } });
  const settings = await app.open('settings');
  await goTo(settings, 'Help');
  await showChecks(settings);
  await expect(settings.getByText('Keyring', { exact: true })).toBeVisible();
  await expect(settings.getByText(/^(Not protected on this desktop|Not available)\. Install/)).toBeVisible();
  await expect(settings.getByText('protected by the system', { exact: true })).toBeHidden();
});
