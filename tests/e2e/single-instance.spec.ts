import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { electronArguments, resolveElectron } from '../../scripts/electron/runtime.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { testEnvironment } from '../support/electron.ts';
import { expect, test } from './fixtures.ts';
import { codexEmail, codexName, codexSays, quietDay, signInToCodex } from './people.ts';

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

  const { executable } = await resolveElectron();
  const second = spawn(executable, [...electronArguments(), projectRoot], {
    env: testEnvironment(place.elsewhere, place.home, place.env),
    cwd: place.elsewhere,
    stdio: 'ignore',
  });
  const [exitCode] = await once(second, 'exit');
  expect(exitCode).toBe(0);
  const panel = await app.shown('panel');
  await expect(panel.getByRole('article', { name: codexEmail })).toBeVisible();
  expect(tray.items()).toHaveLength(1);
  expect(upstream.requests(codexName)).toHaveLength(1);
});
