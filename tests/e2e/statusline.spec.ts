import { spawnSync } from 'node:child_process';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { testEnvironment } from '../support/electron.ts';
import { runCli, type CommandResult } from './command.ts';
import { expect, type Place, test } from './fixtures.ts';
import { claudeName, claudeSays, signInToClaude } from './people.ts';

const program = path.join(projectRoot, 'dist', 'cli', 'cli.cjs');

function status(sessionUsed: number): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return JSON.stringify({
    model: { id: 'm', display_name: 'Sonnet' },
    rate_limits: {
      five_hour: { used_percentage: sessionUsed, resets_at: nowSeconds + 3_750 },
      seven_day: { used_percentage: 61, resets_at: nowSeconds + 300_000 },
    },
  });
}

/** Runs a program with something on its standard input, in the same place as the app. */
function runWith(place: Place, file: string, args: readonly string[], input: string): CommandResult {
  const env = testEnvironment(place.elsewhere, place.home, place.env);
  const {
    status: exitCode,
    stdout,
    stderr,
  } = spawnSync(file, args, { env, cwd: place.elsewhere, input, encoding: 'utf8' });
  return { exitCode, stdout, stderr };
}

test('the status line tells the running app what is left, and the service is not asked for it', async ({
  place,
  upstream,
  launch,
}) => {
  claudeSays(upstream, { session: { usedPercent: 5 } });
  await signInToClaude(place);
  const app = await launch();
  await app.waitForAccount(({ state }) => state === 'fresh');
  const asked = upstream.requests(claudeName).length;
  const { exitCode, stdout, stderr } = runWith(place, process.execPath, [program, 'statusline'], status(37));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^Sonnet · 5 hours 63% left · 1h 0\dm · week 39% left\n$/);
  const account = await app.waitForAccount(({ windows }) => windows.some(({ source }) => source === 'statusline'));
  expect(account.windows.map(({ id, usedPercent }) => [id, usedPercent])).toEqual([
    ['session', 37],
    ['weekly', 61],
  ]);
  expect(upstream.requests(claudeName)).toHaveLength(asked);

  const later = runWith(place, process.execPath, [program, 'statusline'], '');
  expect(later).toMatchObject({ exitCode: 0, stderr: '' });
  expect(later.stdout).toMatch(/^Quota Tray · 5 hours 63% left/);
});

test('without the app the figures wait for the next one of us, and broken input still gives a line', async ({
  place,
}) => {
  await signInToClaude(place, { expiresInSeconds: -60 });
  runWith(place, process.execPath, [program, 'statusline'], status(20));
  const { stdout } = await runCli(place, 'status', '--json');
  const account = (JSON.parse(stdout) as Snapshot).accounts[0];
  expect(account?.windows[0]).toMatchObject({ id: 'session', usedPercent: 20, source: 'statusline' });
  const broken = runWith(place, process.execPath, [program, 'statusline'], '{"model"');
  expect(broken).toMatchObject({ exitCode: 0, stderr: '' });
  expect(broken.stdout).toMatch(/^Quota Tray · 5 hours 80% left/);
});

test('install writes a command that works from any folder beside the one that was there; uninstall gives the file back', async ({
  place,
}) => {
  test.skip(process.platform === 'win32', 'The earlier command of this test is one of a POSIX shell.');
  await signInToClaude(place);
  const file = path.join(place.claudeFolder, 'settings.json');
  const before =
    '{\n    "statusLine": { "type": "command", "command": "echo \'it is\' | tr a-z A-Z" },\n    "model": "opus"\n}';
  await writeFile(file, before);

  const refused = await runCli(place, 'statusline', 'install');
  expect(refused.exitCode).toBe(64);
  expect(refused.stderr).toContain('--yes');
  expect(await readFile(file, 'utf8')).toBe(before);

  expect(await runCli(place, 'statusline', 'install', '--yes')).toMatchObject({ exitCode: 0, stderr: '' });
  const { statusLine } = JSON.parse(await readFile(file, 'utf8')) as { statusLine: { command: string } };
  const shown = runWith(place, '/bin/sh', ['-c', statusLine.command], status(37));
  expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
  expect(shown.stdout).toMatch(/^IT IS · Sonnet · 5 hours 63% left/);

  expect(await runCli(place, 'statusline', 'uninstall', '--yes')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await readFile(file, 'utf8')).toBe(before);
});

test("the credit on offer is read from the tool's own cache, and grows old there", async ({ place }) => {
  await signInToClaude(place, { expiresInSeconds: -60 });
  const file = path.join(place.claudeFolder, '.claude.json');
  const state = JSON.parse(await readFile(file, 'utf8')) as { oauthAccount: { organizationUuid: string } };
  const grantAt = async (timestamp: number): Promise<unknown> => {
    const info = { available: true, eligible: true, granted: false, amount_minor_units: 7_500, currency: 'EUR' };
    const overageCreditGrantCache = { [state.oauthAccount.organizationUuid]: { info, timestamp } };
    await writeFile(file, JSON.stringify({ ...state, overageCreditGrantCache }));
    await utimes(file, new Date(), new Date());
    const { stdout } = await runCli(place, 'status', '--json');
    return (JSON.parse(stdout) as Snapshot).accounts[0]?.grant;
  };
  expect(await grantAt(Date.now() - 60_000)).toMatchObject({ display: '€75', stale: false });
  await rm(place.home, { recursive: true });
  expect(await grantAt(Date.now() - 7_200_000)).toMatchObject({ display: '€75', stale: true });
});
