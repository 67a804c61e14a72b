import fs from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { filesWith } from '../e2e/state-files.ts';
import { type CommandEnd, runCommandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startServer } from '../unit/main/node/http/local-server.ts';

const key = 'canary-key-of-my-own';
const file = {
  quotaTrayService: 1,
  name: 'Lab gateway',
  tile: 'Lg',
  path: '/v1/usage',
  headers: { 'X-Api-Key': '{secret}' },
  windows: [{ length: '5h', figure: 'fraction-used', at: '/session/share' }],
  balance: { at: '/cents', unit: 'minor', currency: 'USD' },
};
const usage = { session: { share: 0.42 }, cents: 763 };

interface Machine {
  readonly home: string;
  readonly base: string;
  readonly file: string;
  readonly asked: () => readonly IncomingMessage[];
  readonly run: (...args: readonly string[]) => Promise<CommandEnd>;
}

type Answer = (response: ServerResponse) => void;

/** A machine with a file of a service, and the service, which takes one key. */
async function machine(changes: object = {}, answer: Answer = (response) => response.end(JSON.stringify(usage))) {
  const server = await startServer((request, response) => {
    if (request.headers['x-api-key'] === key) answer(response);
    else response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"bad key"}');
  });
  const root = temporaryFolder();
  const [userHome, home, service] = [path.join(root, 'user'), path.join(root, 'state'), path.join(root, 'lab.json')];
  fs.mkdirSync(userHome);
  fs.writeFileSync(service, JSON.stringify({ ...file, ...changes }, null, 2));
  const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(root, 'no-bus')}` };
  const place: Machine = {
    ...{ home, base: server.url, file: service, asked: () => server.requests },
    run: (...args) => runCommandLine({ userHome, home, env, input: `${key}\n` }, ...args),
  };
  return place;
}

describe.skipIf(process.platform === 'win32')('a service of your own on the command line', () => {
  it('is checked, tested, added, shown under its name, exported without a secret, and removed', async () => {
    const { run, file: service, base, home, asked } = await machine();
    const checked = await run('services', 'check', service);
    expect(checked.code).toBe(0);
    expect(checked.stdout).toContain('Only in the header X-Api-Key, only to this address.');
    expect(asked()).toEqual([]);

    const tested = await run('services', 'test', service, '--base-url', base, '--secret-stdin');
    expect(tested.stderr).toBe('');
    expect(tested.stdout).toContain('Lab gateway answered with these figures.');
    expect(tested.stdout).toContain('58%');
    expect(tested.stdout).toContain('$7.63');
    expect(await filesWith(home, [key])).toEqual([]);

    const add = ['accounts', 'add', '--service', service, '--label', 'team', '--base-url', base];
    const added = await run(...add, '--secret-stdin', '--unprotected', '--json');
    expect(added.stderr).toBe('');
    const { accountId, message } = JSON.parse(added.stdout) as { accountId: string; message: string };
    expect(message).toContain('team was added. Lab gateway answered.');
    expect(await filesWith(home, [key])).toEqual(['secrets.json', 'secrets.json.bak']);

    const status = await run('status', '--refresh', '--json');
    expect((JSON.parse(status.stdout) as Snapshot).accounts).toMatchObject([
      {
        ...{ id: accountId, provider: 'own', ownService: { name: 'Lab gateway', tile: 'Lg' }, state: 'fresh' },
        windows: [{ id: 'session', usedPercent: 42 }],
        prepaid: { currency: 'USD', balance: '7.63' },
      },
    ]);
    expect((await run('status')).stdout).toContain('team · Lab gateway');
    expect(asked().map(({ url }) => url)).toEqual(asked().map(() => '/v1/usage'));

    const exported = await run('services', 'export', accountId);
    expect(JSON.parse(exported.stdout)).toEqual(file);
    const removed = await run('accounts', 'remove', accountId);
    expect(removed.stdout).toBe('team was removed. Its key and its figures were deleted.\n');
    expect(await filesWith(home, [key, accountId])).toEqual([]);
  });

  it('names the places without a usable value, and exits with 69', async () => {
    const { run, file: service, base } = await machine({}, (response) => response.end('{"session":{"share":"much"}}'));
    const { code, stdout, stderr } = await run('services', 'test', service, '--base-url', base, '--secret-stdin');
    expect([code, stdout]).toEqual([69, '']);
    expect(stderr).toContain('Lab gateway answered, but there are no figures at these places.');
    expect(stderr).toContain('Nothing usable at /session/share (windows[0].at).');
    expect(stderr).toContain('Nothing usable at /cents (balance.at).');
  });

  it('follows no redirect, not even to its own address', async () => {
    const {
      run,
      file: service,
      base,
      asked,
    } = await machine({}, (response) => response.writeHead(302, { location: '/v1/elsewhere' }).end());
    const { code } = await run('services', 'test', service, '--base-url', base, '--secret-stdin');
    expect(code).toBe(69);
    expect(asked().map(({ url }) => url)).toEqual(['/v1/usage']);
  });

  it('whose file names an address gets the key there and nowhere else', async () => {
    const { run, file: service, base, asked } = await machine({ origin: 'https://lab.example' });
    const add = ['accounts', 'add', '--service', service, '--label', 'team', '--base-url', base];
    const { code, stderr } = await run(...add, '--secret-stdin', '--unprotected');
    expect([code, stderr]).toEqual([64, expect.stringContaining('The service file names another address.')]);
    expect(asked()).toEqual([]);
  });

  it('whose file is wrong is neither tested nor added, and each problem names its line', async () => {
    const { run, file: service, base, asked } = await machine({ path: 'v1', extra: 1 });
    for (const args of [
      ['services', 'check', service],
      ['services', 'test', service, '--base-url', base, '--secret-stdin'],
      ['accounts', 'add', '--service', service, '--label', 'team', '--base-url', base, '--secret-stdin'],
    ]) {
      const { code, stdout, stderr } = await run(...args);
      expect([code, stdout]).toEqual([64, '']);
      expect(stderr).toMatch(/^Line 5, column 3, path: /m);
      expect(stderr).toMatch(/^Line \d+, column 3, extra: Quota Tray does not know this field\.$/m);
    }
    expect(asked()).toEqual([]);
  });

  it('begins with one of the examples', async () => {
    const { run, file: service } = await machine();
    expect((await run('services', 'examples')).stdout).toBe('litellm\nnew-api\nsub2api\n');
    fs.writeFileSync(service, (await run('services', 'examples', 'new-api')).stdout);
    expect((await run('services', 'check', service)).code).toBe(0);
    const unknown = await run('services', 'examples', 'other');
    expect([unknown.code, unknown.stderr]).toEqual([64, expect.stringContaining('litellm, new-api, sub2api')]);
  });

  it('is exported only where there is one', async () => {
    const { run } = await machine();
    const { code, stderr } = await run('services', 'export', 'own:000000000000');
    expect([code, stderr]).toEqual([64, expect.stringContaining('No account has this id.')]);
  });
});
