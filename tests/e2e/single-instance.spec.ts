import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { electronArguments, resolveElectron } from '../../scripts/electron/runtime.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { testEnvironment } from '../support/electron.ts';
import { expect, type Place, test } from './fixtures.ts';
import { codexEmail, codexName, codexSays, quietDay, signInToCodex } from './people.ts';
import { allRows, wordsOf } from './tray-text.ts';

/** Starts the app once more, waits for the end of that start, and returns its exit code. */
async function startAgain(place: Place, ...args: readonly string[]): Promise<unknown> {
  const { executable } = await resolveElectron();
  const second = spawn(executable, [...electronArguments(), projectRoot, ...args], {
    env: testEnvironment(place.elsewhere, place.home, place.env),
    cwd: place.elsewhere,
    stdio: 'ignore',
  });
  const [exitCode] = await once(second, 'exit');
  return exitCode;
}

test('a second start ends with 0 and shows the panel of the first; there is one icon and nothing is asked twice', async ({
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
  expect(await app.isShown('panel')).toBe(false);

  expect(await startAgain(place)).toBe(0);
  const panel = await app.shown('panel');
  await expect(panel.getByRole('article', { name: codexEmail })).toBeVisible();
  expect(tray.items()).toHaveLength(1);
  expect(upstream.requests(codexName)).toHaveLength(1);
});

test('a second start with --refresh asks the service, and one with --settings shows the settings; neither shows the panel', async ({
  place,
  upstream,
  tray,
  launch,
}) => {
  codexSays(upstream, { session: { usedPercent: 40 } });
  await signInToCodex(place, upstream);
  const app = await launch();
  await tray.waitForItem();
  await app.waitForAccount(({ state }) => state === 'fresh');

  codexSays(upstream, { session: { usedPercent: 55 } });
  expect(await startAgain(place, '--refresh')).toBe(0);
  await tray.waitForMenu((rows) => wordsOf(allRows(rows)).some((row) => row.startsWith('45%  5 hours')));
  expect(upstream.requests(codexName)).toHaveLength(2);

  expect(await startAgain(place, '--settings')).toBe(0);
  await app.shown('settings');
  expect(await app.isShown('panel')).toBe(false);
  expect(tray.items()).toHaveLength(1);
});

test('a first start with --settings shows the settings; desktops know the app by the name of its desktop entry', async ({
  tray,
  launch,
}) => {
  const app = await launch({ args: ['--settings'] });
  await tray.waitForItem();
  await app.shown('settings');
  expect(await app.isShown('panel')).toBe(false);
  expect(await app.application.evaluate(() => process.env['CHROME_DESKTOP'])).toBe(
    'io.github.quota_tray.quota_tray.desktop',
  );
});
