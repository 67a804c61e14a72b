import fs from 'node:fs';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Snapshot } from '../../core/snapshot/schema.ts';
import { createAccountCache } from '../../main/node/storage/account-cache.ts';
import { filesWith } from '../e2e/state-files.ts';
import { ask } from '../support/api-server.ts';
import {
  type CommandEnd,
  type CommandPlace,
  runCommandLine,
  startCommand,
  startServe,
} from '../support/command-line.ts';
import { freshId } from '../support/ledger/desk.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { exampleUsage, freshAccount, signedInPlace, socketOf, until } from '../support/serving-place.ts';
import { askPort, freePort } from '../support/tcp-api.ts';
import { modeOf, temporaryFolder } from '../support/temporary-folder.ts';

let upstream: FakeUpstream;
beforeEach(async () => {
  upstream = await startFakeUpstream();
  upstream.reply('work', { status: 200, body: exampleUsage() });
});
afterEach(() => upstream.close());

/** Whether somebody answers on the socket of the place. */
async function answers(place: CommandPlace): Promise<boolean> {
  try {
    return (await ask(socketOf(place), 'GET', '/v1/snapshot')).status === 200;
  } catch {
    return false;
  }
}

describe('quota-tray serve', () => {
  it('asks by itself, answers on the socket, and ends in order with everything written', async () => {
    const place = await signedInPlace(upstream);
    const serving = await startServe(place);
    expect(serving.stderr().trim()).toBe(`Quota Tray serves ${socketOf(place)}.`);
    expect(modeOf(socketOf(place))).toBe(0o600);
    const account = await freshAccount(place);
    expect(account.windows.map(({ usedPercent }) => usedPercent)).toEqual([42, 61]);
    serving.child.kill('SIGTERM');
    const end = await serving.ended;
    expect(end).toMatchObject({ code: 0, signal: null, stdout: '' });
    expect(end.stderr.trim().split('\n')).toHaveLength(1);
    expect(fs.existsSync(socketOf(place))).toBe(false);
    const cache = createAccountCache({
      folder: path.join(place.home, 'cache', 'accounts'),
      nowMs: Date.now,
      report: () => undefined,
    });
    expect(cache.load().map(({ account: { id } }) => id)).toEqual([account.id]);
  });

  it('forgets a signed-out account that the command line removes, for good', async () => {
    const place = await signedInPlace(upstream);
    const serving = await startServe(place);
    const { id } = await freshAccount(place);
    fs.rmSync(path.join(place.userHome, 'codex', 'auth.json'));
    const known = async () => (await ask(socketOf(place), 'GET', '/v1/snapshot')).body as Snapshot;
    await until(async () => ((await known()).accounts[0]?.state === 'signed-out' ? true : null));
    const removed = await runCommandLine(place, 'accounts', 'remove', id);
    expect([removed.code, removed.stderr]).toEqual([0, '']);
    expect(removed.stdout).toContain('All data of');
    expect((await known()).accounts).toEqual([]);
    const again = await runCommandLine(place, 'accounts', 'remove', id);
    expect([again.code, again.stderr]).toEqual([64, expect.stringContaining('No account has this id.')]);
    serving.child.kill('SIGTERM');
    expect(await serving.ended).toMatchObject({ code: 0 });
    expect(fs.readdirSync(path.join(place.home, 'cache', 'accounts'))).toEqual([]);
    expect(await filesWith(place.home, [id])).toEqual([]);
  });

  it('leaves every database whole in its own file, as each command does', async () => {
    const place = await signedInPlace(upstream);
    const commit = ['ledger', 'commit', '--install', freshId(), '--tier', 'core', '--backend', 'gemini'];
    const filled = (end: string): readonly string[] =>
      fs.readdirSync(place.home).filter((name) => {
        return name.endsWith(end) && fs.statSync(path.join(place.home, name)).size > 0;
      });
    expect(await runCommandLine(place, ...commit)).toMatchObject({ code: 0 });
    expect(filled('-wal')).toEqual([]);
    const serving = await startServe(place);
    await freshAccount(place);
    expect(await runCommandLine(place, ...commit)).toMatchObject({ code: 0 });
    serving.child.kill('SIGTERM');
    expect(await serving.ended).toMatchObject({ code: 0 });
    expect(filled('.db')).toEqual(expect.arrayContaining(['history.db', 'ledger.db']));
    expect(filled('-wal')).toEqual([]);
  });

  it('ends at once on SIGINT, also while a service does not answer', async () => {
    upstream.reply('work', { kind: 'hang' });
    const place = await signedInPlace(upstream);
    const serving = await startServe(place);
    await upstream.waitForRequest('work');
    serving.child.kill('SIGINT');
    expect(await serving.ended).toMatchObject({ code: 0, signal: null });
  });

  it('a second one says who serves, exits 69 and changes nothing', async () => {
    const place = await signedInPlace(upstream);
    await startServe(place);
    const second = await runCommandLine(place, 'serve');
    expect(second).toMatchObject({ code: 69, stdout: '' });
    expect(second.stderr).toMatch(/^The app or another "quota-tray serve" already serves .+\.\n$/);
    expect((await ask(socketOf(place), 'GET', '/v1/snapshot')).status).toBe(200);
  });

  it('takes over the socket of one that was killed', async () => {
    const place = await signedInPlace(upstream);
    const killed = await startServe(place);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(fs.lstatSync(socketOf(place)).isSocket()).toBe(true);
    await startServe(place);
    await freshAccount(place);
  });

  it('of three that start at once on a left-over socket one serves, and the others say so', async () => {
    const place = await signedInPlace(upstream);
    const killed = await startServe(place);
    killed.child.kill('SIGKILL');
    await killed.ended;
    for (let round = 0; round < 3; round += 1) {
      const three = [1, 2, 3].map(() => startCommand(place, 'serve'));
      const losers = await new Promise<readonly CommandEnd[]>((resolve) => {
        const ended: CommandEnd[] = [];
        for (const each of three) {
          void each.ended.then((end) => {
            ended.push(end);
            if (ended.length === 2) resolve([...ended]);
          });
        }
      });
      for (const loser of losers) {
        expect(loser).toMatchObject({ code: 69, stdout: '', stderr: expect.stringContaining('already serves') });
      }
      expect(await until(async () => (await answers(place)) || null)).toBe(true);
      const winner = three.find(({ child }) => child.exitCode === null);
      winner?.child.kill('SIGKILL');
      await winner?.ended;
    }
  });

  it('notices that its folder was removed, says so and ends, and leaves a new one alone', async () => {
    const place = await signedInPlace(upstream);
    const first = await startServe(place);
    await freshAccount(place);
    fs.renameSync(place.home, `${place.home}-away`);
    fs.mkdirSync(place.home, { mode: 0o700 });
    const second = await startServe(place);
    expect(await first.ended).toMatchObject({ code: 69, stderr: expect.stringContaining('was removed or replaced') });
    expect(await answers(place)).toBe(true);
    second.child.kill('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0 });
  });

  it('answers status and guard, so that all say the same', async () => {
    const place = await signedInPlace(upstream);
    await startServe(place);
    await freshAccount(place);
    const asked = upstream.requests('work').length;
    const status = await runCommandLine(place, 'status', '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({
      accounts: [{ state: 'fresh', windows: [{ usedPercent: 42 }, { usedPercent: 61 }] }],
    });
    expect(await runCommandLine(place, 'guard')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('enough left'),
    });
    expect(await runCommandLine(place, 'guard', '--min-left', '50')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Week 39% left'),
    });
    expect(await runCommandLine(place, 'guard', '--account', 'none')).toMatchObject({ code: 64, stdout: '' });
    expect(await runCommandLine(place, 'guard', '--account', 'none', '--fail-open', '--any', '--json')).toMatchObject({
      code: 64,
      stdout: '',
    });
    expect(upstream.requests('work')).toHaveLength(asked);
  });

  it('keeps a booked call when it is killed, and books on with the next one', async () => {
    const place = await signedInPlace(upstream);
    const first = await startServe(place);
    const install = '/v1/ledger/installs/5e7a11ed-0000-4000-8000-00000000000a';
    const body = JSON.stringify({ tier: 'core', backend: 'gemini' });
    const json = { 'Content-Type': 'application/json' };
    expect(await ask(socketOf(place), 'POST', `${install}/commits`, json, body)).toMatchObject({ status: 200 });
    first.child.kill('SIGKILL');
    await first.ended;
    await startServe(place);
    expect(await ask(socketOf(place), 'GET', install)).toMatchObject({ body: { lifetimeConsumed: 1, remaining: 4 } });
  });

  it('answers on a port for the token, and says in words when another program has that port', async () => {
    const port = await freePort();
    const place = await signedInPlace(upstream, { apiPort: port });
    const serving = await startServe(place);
    expect(serving.stderr()).toContain(` and http://127.0.0.1:${port}.`);
    const { stdout } = await runCommandLine(place, 'api-token');
    expect(modeOf(path.join(place.home, 'api-token'))).toBe(0o600);
    const bearer = { Authorization: `Bearer ${stdout.trim()}` };
    expect((await askPort(port, 'GET', '/v1/snapshot', bearer)).status).toBe(200);
    const renewed = await runCommandLine(place, 'api-token', '--renew');
    expect(renewed.stdout).not.toBe(stdout);
    expect((await askPort(port, 'GET', '/v1/snapshot', bearer)).status).toBe(401);

    const other = await signedInPlace(upstream, { apiPort: port });
    const without = await startServe(other);
    expect(without.stderr()).toContain(`Another program uses port ${port}`);
    expect((await ask(socketOf(other), 'GET', '/v1/snapshot')).status).toBe(200);
  });
});

describe('quota-tray guard without an app', () => {
  it('asks once by the same core, and closes where nothing can be known', async () => {
    const place = await signedInPlace(upstream);
    const first = await runCommandLine(place, 'guard', '--json');
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      verdict: 'enough',
      accounts: [{ verdict: 'enough', by: 'weekly' }],
    });
    const nobody = temporaryFolder();
    const alone = await runCommandLine({ userHome: nobody, home: path.join(nobody, 'state') }, 'guard');
    expect(alone).toMatchObject({ code: 69, stdout: 'not known: no account is known\n' });
  });
});
