import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './fixtures.ts';
import type { RunningApp } from './running-app.ts';

const hasKeys = spawnSync('xdotool', ['--version']).status === 0 && process.env['DISPLAY'] !== undefined;
test.skip(!hasKeys, 'xdotool presses the keys on an X display; install it to run this test');

function press(keys: string): void {
  execFileSync('xdotool', ['key', '--clearmodifiers', keys]);
}

/** Presses the keys until the panel is on the screen, or is not. A busy desktop may lose a key. */
async function pressUntil(app: RunningApp, keys: string, isShown: boolean): Promise<void> {
  await expect(async () => {
    if ((await app.isShown('panel')) !== isShown) press(keys);
    await expect.poll(() => app.isShown('panel'), { timeout: 5_000 }).toBe(isShown);
  }).toPass();
}

async function writeSettings(home: string, settings: object): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(path.join(home, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
}

test('the keys of the setting show and hide the panel from anywhere, and other keys take their place', async ({
  place,
  tray,
  launch,
}) => {
  await writeSettings(place.home, { shortcut: 'Ctrl+Alt+Q' });
  const app = await launch();
  await tray.waitForItem();
  const isHeld = (keys: string): Promise<boolean> =>
    app.application.evaluate(({ globalShortcut }, wanted) => globalShortcut.isRegistered(wanted), keys);
  await expect.poll(() => isHeld('Ctrl+Alt+Q')).toBe(true);

  await pressUntil(app, 'ctrl+alt+q', true);
  const panel = await app.shown('panel');
  await pressUntil(app, 'ctrl+alt+q', false);
  await pressUntil(app, 'ctrl+alt+q', true);
  await pressUntil(app, 'ctrl+alt+q', false);
  expect(panel.isClosed()).toBe(false);

  const settings = await app.open('settings');
  await settings.evaluate(() =>
    (window as unknown as { quotaTray: { setSettings: (change: object) => Promise<unknown> } }).quotaTray.setSettings({
      shortcut: 'Ctrl+Alt+W',
    }),
  );
  await expect.poll(() => isHeld('Ctrl+Alt+W')).toBe(true);
  expect(await isHeld('Ctrl+Alt+Q')).toBe(false);
  await pressUntil(app, 'ctrl+alt+w', true);
});

test('the settings say where another program has the keys', async ({ place, launch }) => {
  await writeSettings(place.home, { shortcut: 'Ctrl+Alt+Q' });
  const first = await launch();
  await expect
    .poll(() => first.application.evaluate(({ globalShortcut }) => globalShortcut.isRegistered('Ctrl+Alt+Q')))
    .toBe(true);

  const home = path.join(place.elsewhere, 'second');
  await writeSettings(home, { shortcut: 'Ctrl+Alt+Q' });
  const second = await launch({ home });
  const settings = await second.open('settings');
  const state = (): Promise<unknown> =>
    settings.evaluate(async () => {
      type Answer = { readonly value: { readonly shortcut: unknown } };
      const { quotaTray } = window as unknown as { quotaTray: { getSettings: () => Promise<Answer> } };
      return (await quotaTray.getSettings()).value.shortcut;
    });
  await expect
    .poll(state)
    .toEqual({ state: 'taken', text: 'Another program has these keys. Choose others.', suggested: 'Ctrl+Alt+Q' });
});
