import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../scripts/process/project.ts';
import { launchApp, waitForStart } from '../support/electron.ts';
import { bytesOf } from '../support/folder-bytes.ts';
import { expect, test } from './fixtures.ts';
import type { Bridge } from '../../core/ipc/contract.ts';
import { codexName, startWithCodex } from './people.ts';

test('a data folder of a newer version is shown with a sentence, and every byte in it stays as it was', async ({
  place,
  upstream,
  tray,
  launch,
}) => {
  const earlier = await startWithCodex({ place, upstream, launch });
  await earlier.quit();
  await writeFile(path.join(place.home, 'version.json'), '{"version":2,"writtenBy":"9.4.0"}\n');
  const before = bytesOf(place.home);
  const requests = upstream.requests(codexName).length;

  const app = await launch({ serves: false });
  await tray.waitForItem();
  const panel = await app.open('panel');
  const sentence = `Quota Tray 9.4.0 wrote the data folder ${place.home}.`;
  await expect(panel.getByText(sentence)).toBeVisible();
  const row = (await app.panelView(panel)).rows[0];
  expect(row?.bars.length).toBeGreaterThan(0);
  const settings = await app.open('settings');
  await expect(settings.getByText(sentence).first()).toBeVisible();
  const refreshed = await panel.evaluate(() =>
    (window as unknown as { readonly quotaTray: Bridge }).quotaTray.refreshAccounts({ accountId: null }),
  );
  expect(refreshed).toMatchObject({ ok: true, value: { accepted: false, message: expect.stringContaining(sentence) } });
  await settings.evaluate(() =>
    (window as unknown as { readonly quotaTray: Bridge }).quotaTray.setSettings({ theme: 'dark' }),
  );
  expect(await app.quit()).toBe(0);
  expect(bytesOf(place.home)).toEqual(before);
  expect(upstream.requests(codexName)).toHaveLength(requests);
});

/** Makes a copy of the built app that calls itself another version, and returns its folder. */
async function appOfVersion(version: string, folder: string): Promise<string> {
  for (const name of ['dist', 'package.json'])
    await cp(path.join(projectRoot, name), path.join(folder, name), { recursive: true });
  await symlink(path.join(projectRoot, 'node_modules'), path.join(folder, 'node_modules'));
  const { version: own } = JSON.parse(await readFile(path.join(projectRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  const bundles = await readdir(path.join(folder, 'dist', 'main'));
  for (const name of bundles.filter((file) => file.endsWith('.cjs'))) {
    const bundle = path.join(folder, 'dist', 'main', name);
    await writeFile(bundle, (await readFile(bundle, 'utf8')).replaceAll(own, version));
  }
  return folder;
}

test('a newer version that is started beside an older one takes its place, and the older one quits', async ({
  place,
  upstream,
  tray,
  launch,
}) => {
  const older = await startWithCodex({ place, upstream, launch });
  const appFolder = await appOfVersion('99.0.0', path.join(place.elsewhere, 'newer'));
  const newer = await launchApp({ home: place.home, env: place.env, appFolder });
  try {
    await waitForStart(newer);
    expect(await older.exited()).toBe(0);
    await expect.poll(() => tray.items().length, { timeout: 60_000 }).toBe(1);
    await expect
      .poll(async () => JSON.parse(await readFile(path.join(place.home, 'version.json'), 'utf8')) as object, {
        timeout: 60_000,
      })
      .toEqual({ version: 1, writtenBy: '99.0.0' });
    expect(upstream.requests(codexName)).toHaveLength(1);
  } finally {
    await newer.close();
  }
});
