import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { type CommandPlace, runCommandLine, startServe } from '../support/command-line.ts';
import { startFakeUpstream } from '../support/fake-upstream.ts';
import { bytesOf } from '../support/folder-bytes.ts';
import { ask } from '../support/api-server.ts';
import { exampleUsage, freshAccount, signedInPlace, socketOf, until } from '../support/serving-place.ts';

const minutes = 60_000;

async function workPlace(): Promise<{ readonly place: CommandPlace; readonly asked: () => number }> {
  const upstream = await startFakeUpstream();
  onTestFinished(upstream.close);
  upstream.reply('work', { status: 200, body: exampleUsage() });
  return { place: await signedInPlace(upstream), asked: () => upstream.requests('work').length };
}

const of = (place: CommandPlace, version: string): CommandPlace => ({
  ...place,
  env: { ...place.env, QUOTA_TRAY_TEST_VERSION: version },
});

/** A folder with figures that a later version wrote. */
async function laterPlace() {
  const made = await workPlace();
  const { home } = made.place;
  const { stdout } = await runCommandLine(of(made.place, '1.0.0'), 'status', '--refresh', '--json');
  const [account] = (JSON.parse(stdout) as Snapshot).accounts;
  fs.writeFileSync(path.join(home, 'version.json'), '{"version":2,"writtenBy":"2.0.0"}\n');
  return { ...made, accountId: account?.id ?? '' };
}

const sentence = (home: string): string =>
  `Quota Tray 2.0.0 wrote the data folder ${home}. This is the older version 1.0.0.`;

describe('a folder that a newer version wrote', { timeout: 5 * minutes }, () => {
  it.each([
    [['status', '--refresh'], 0],
    [['guard', '--fail-open'], 0],
    [['accounts', 'rename', 'THE ACCOUNT', 'mine'], 69],
    [['accounts', 'remove', 'THE ACCOUNT'], 69],
    [['ledger', 'plan', '--install', 'a', '--tier', 'core'], 69],
    [['doctor'], 1],
    [['serve'], 69],
  ] as const)('is left byte for byte by %j, which says so', async (command, code) => {
    const { place, asked, accountId } = await laterPlace();
    const words = command.map((word) => (word === 'THE ACCOUNT' ? accountId : word));
    const before = bytesOf(place.home);
    const requests = asked();
    const end = await runCommandLine(of(place, '1.0.0'), ...words);
    expect(end.stdout + end.stderr).toContain(sentence(place.home));
    expect(end.code).toBe(code);
    expect(bytesOf(place.home)).toEqual(before);
    expect(asked()).toBe(requests);
  });

  it('still shows the last known figures, and leaves no private copy behind', async () => {
    const { place } = await laterPlace();
    const temporary = path.join(place.userHome, 'tmp');
    fs.mkdirSync(temporary);
    const end = await runCommandLine(
      { ...of(place, '1.0.0'), env: { ...of(place, '1.0.0').env, TMPDIR: temporary } },
      'status',
      '--json',
    );
    const { accounts } = JSON.parse(end.stdout) as Snapshot;
    expect(accounts[0]?.windows.map(({ usedPercent }) => usedPercent)).toEqual([42, 61]);
    expect(fs.readdirSync(temporary)).toEqual([]);
  });

  it('is served by the newer version while an older command shows its figures', async () => {
    const { place, asked } = await workPlace();
    const newer = await startServe(of(place, '2.0.0'));
    await freshAccount(place);
    const requests = asked();
    const end = await runCommandLine(of(place, '1.0.0'), 'status', '--json');
    expect((JSON.parse(end.stdout) as Snapshot).accounts[0]?.state).toBe('fresh');
    expect(asked()).toBe(requests);
    newer.child.kill('SIGTERM');
    expect((await newer.ended).code).toBe(0);
  });
});

test(
  'a newer version takes the folder over: the older one writes everything, says so and ends',
  { timeout: 5 * minutes },
  async () => {
    const { place, asked } = await workPlace();
    const older = await startServe(of(place, '1.0.0'));
    await freshAccount(place);
    const newer = await startServe(of(place, '1.1.0'));
    const end = await older.ended;
    expect(end.code).toBe(69);
    expect(end.stderr).toContain(`Quota Tray 1.1.0 takes over the data folder ${place.home}. This older version ends.`);
    expect((await freshAccount(place)).windows.map(({ usedPercent }) => usedPercent)).toEqual([42, 61]);
    expect(asked()).toBe(1);
    newer.child.kill('SIGTERM');
    expect((await newer.ended).code).toBe(0);
  },
);

test('an older version does not take the folder from a newer one', { timeout: 5 * minutes }, async () => {
  const { place } = await workPlace();
  const newer = await startServe(of(place, '1.1.0'));
  const end = await runCommandLine(of(place, '1.0.0'), 'serve');
  expect(end.code).toBe(69);
  expect(end.stderr).toContain('already serves');
  expect((await ask(socketOf(place), 'GET', '/health')).status).toBe(200);
  newer.child.kill('SIGTERM');
  expect((await newer.ended).code).toBe(0);
});

test(
  'a serving process stops at once when a newer version changes the form of its folder',
  { timeout: 5 * minutes },
  async () => {
    const { place } = await workPlace();
    const older = await startServe(of(place, '1.0.0'));
    await freshAccount(place);
    fs.writeFileSync(path.join(place.home, 'version.json'), '{"version":2,"writtenBy":"2.0.0"}\n');
    const end = await older.ended;
    expect(end.code).toBe(69);
    expect(end.stderr).toContain(sentence(place.home));
    expect(fs.readFileSync(path.join(place.home, 'version.json'), 'utf8')).toContain('2.0.0');
  },
);

test(
  'a stamp that was torn is set aside, and the next process writes a new one',
  { timeout: 5 * minutes },
  async () => {
    const { place } = await workPlace();
    fs.writeFileSync(path.join(place.home, 'version.json'), '{"version":1,"wri');
    const end = await runCommandLine(of(place, '1.0.0'), 'status');
    expect(end.stderr).toContain('The file that names the version of the data folder was damaged.');
    const stamp = await until(
      async () => JSON.parse(fs.readFileSync(path.join(place.home, 'version.json'), 'utf8')) as object,
    );
    expect(stamp).toEqual({ version: 1, writtenBy: '1.0.0' });
  },
);
