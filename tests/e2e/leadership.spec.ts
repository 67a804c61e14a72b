import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { projectRoot } from '../../scripts/process/project.ts';
import { testEnvironment } from '../support/electron.ts';
import { expect, test } from './fixtures.ts';
import { codexName, codexSays, quietDay, signInToCodex } from './people.ts';

test('beside a running serve the app shows its figures, asks nothing and says so; when serve ends it takes over', async ({
  place,
  upstream,
  launch,
}) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const serving = spawn(process.execPath, [path.join(projectRoot, 'dist', 'cli', 'cli.cjs'), 'serve'], {
    env: testEnvironment(place.elsewhere, place.home, place.env),
    cwd: place.elsewhere,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    await once(serving.stderr, 'data');
    const app = await launch();
    await app.waitForAccount(({ state }) => state === 'fresh');
    const panel = await app.open('panel');
    const noticeIds = async (): Promise<readonly string[]> => (await app.panelView(panel)).banners.map(({ id }) => id);
    await expect.poll(noticeIds, { timeout: 30_000 }).toContain('other-serves');
    await expect
      .poll(async () => (await app.panelView(panel)).rows[0]?.bars.length ?? 0, { timeout: 30_000 })
      .toBeGreaterThan(0);
    expect(upstream.requests(codexName)).toHaveLength(1);

    serving.kill('SIGTERM');
    await once(serving, 'exit');
    await expect.poll(noticeIds, { timeout: 60_000 }).not.toContain('other-serves');
    await app.waitForAccount(({ state }) => state === 'fresh');
    expect(upstream.requests(codexName)).toHaveLength(1);
  } finally {
    serving.kill('SIGKILL');
  }
});
