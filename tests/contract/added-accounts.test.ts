import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AccountSnapshot, Snapshot } from '../../core/snapshot/schema.ts';
import { askApp } from '../../main/node/api/client.ts';
import { filesWith } from '../e2e/state-files.ts';
import { type CommandEnd, runCommandLine, startServe } from '../support/command-line.ts';
import { modeOf, temporaryFolder } from '../support/temporary-folder.ts';
import {
  hasKeyring,
  type PrivateBus,
  startGnomeKeyring,
  startPrivateBus,
} from '../unit/main/node/secrets/private-keyring.ts';
import { startServer } from '../unit/main/node/http/local-server.ts';
import { eventually } from '../support/eventually.ts';

const key = 'sk-canary-0123456789';
interface Machine {
  readonly home: string;
  readonly run: (input: string | null, ...args: readonly string[]) => Promise<CommandEnd>;
  readonly add: (label: string, ...more: readonly string[]) => Promise<CommandEnd>;
  readonly serve: () => Promise<unknown>;
  readonly accounts: () => Promise<readonly AccountSnapshot[]>;
  readonly base: string;
  readonly asked: () => readonly (string | undefined)[];
}

/** A machine with this session bus or none, and a service that takes one key. */
async function machine(
  answer: { status?: number; body?: unknown } = {},
  bus: PrivateBus | null = null,
): Promise<Machine> {
  const server = await startServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${key}`;
    response.writeHead(isKnown ? (answer.status ?? 200) : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body ?? { data: { limit: 20, limit_remaining: 15, usage: 5 } }));
  });
  const root = temporaryFolder();
  const [userHome, home] = [path.join(root, 'user'), path.join(root, 'state')];
  fs.mkdirSync(userHome);
  const env = { DBUS_SESSION_BUS_ADDRESS: bus?.address ?? `unix:path=${path.join(root, 'no-bus')}` };
  const place = { userHome, home, env };
  const run: Machine['run'] = (input, ...args) => runCommandLine(input === null ? place : { ...place, input }, ...args);
  return {
    home,
    run,
    add: (label, ...more) =>
      run(`${key}\n`, 'accounts', 'add', '--provider', 'openrouter', '--label', label, '--secret-stdin', ...more),
    serve: () => startServe(place),
    accounts: async () => {
      const asked = await askApp({
        socketPath: path.join(home, 'api.sock'),
        method: 'GET',
        path: '/v1/snapshot',
        timeoutMs: 5000,
      });
      return asked.kind === 'answer' ? (asked.body as Snapshot).accounts : [];
    },
    base: server.url,
    asked: () => server.requests.map(({ headers }) => headers.authorization),
  };
}

const listOf = (home: string): unknown => JSON.parse(fs.readFileSync(path.join(home, 'accounts.json'), 'utf8'));

describe.skipIf(process.platform === 'win32')('accounts that are added on the command line', () => {
  it('are asked by a running serve at once, renamed and removed there, and their key is in one place only', async () => {
    const world = await machine();
    await world.serve();
    const added = await world.add('lab', '--base-url', world.base, '--unprotected', '--json');
    expect(added.stderr).toBe('');
    expect(added.code).toBe(0);
    const { accountId, message } = JSON.parse(added.stdout) as { accountId: string; message: string };
    expect(message).toBe('lab was added. OpenRouter answered. The key is kept in a file that only you can read.');
    await eventually(async () => {
      expect(await world.accounts()).toMatchObject([{ id: accountId, label: 'lab', spend: { used: '5.00' } }]);
    });
    expect(modeOf(path.join(world.home, 'accounts.json'))).toBe(0o600);
    expect(listOf(world.home)).toMatchObject({ version: 1, accounts: [{ id: accountId, baseUrl: world.base }] });
    expect(await filesWith(world.home, [key])).toEqual(['secrets.json', 'secrets.json.bak']);

    expect((await world.run(null, 'accounts', 'rename', accountId, 'big', 'lab')).stdout).toBe(
      'The account is now called big lab.\n',
    );
    await eventually(async () => expect(await world.accounts()).toMatchObject([{ label: 'big lab' }]));
    const again = await world.add('big lab', '--base-url', world.base, '--unprotected');
    expect(again.stdout).toContain(`${accountId}  big lab has the new key.`);

    const removed = await world.run(null, 'accounts', 'remove', accountId);
    expect([removed.code, removed.stdout]).toEqual([0, 'big lab was removed. Its key and its figures were deleted.\n']);
    await eventually(async () => expect(await world.accounts()).toEqual([]));
    expect(await filesWith(world.home, [key, accountId])).toEqual([]);
    expect(fs.readdirSync(path.join(world.home, 'cache', 'accounts'))).toEqual([]);
  });

  it('are listed by accounts list and discover, and say what is wrong with their key', async () => {
    const world = await machine();
    await world.add('lab', '--base-url', world.base, '--unprotected');
    fs.rmSync(path.join(world.home, 'secrets.json'));
    const discovered = await world.run(null, 'accounts', 'discover');
    expect(discovered.stdout).toContain(`openrouter  ${world.base}: The key of this account could not be read`);
    const listed = await world.run(null, 'accounts', 'list', '--json');
    expect(JSON.parse(listed.stdout)).toMatchObject([{ provider: 'openrouter', label: 'lab', state: 'signed-out' }]);
  });

  it('are named by a renaming as every view names them', async () => {
    const world = await machine();
    await world.add('lab', '--base-url', world.base, '--unprotected');
    const added = await world.add('den', '--base-url', world.base, '--unprotected', '--json');
    const { accountId } = JSON.parse(added.stdout) as { accountId: string };
    const renamed = await world.run(null, 'accounts', 'rename', accountId, '\u001B[31mlab');
    expect(renamed.stdout).toMatch(/^The account is now called lab \(.+\)\.\n$/);
  });

  it('are refused where the system has no place for a key and the user wants no file', async () => {
    const world = await machine();
    const { code, stdout, stderr } = await world.add('lab', '--base-url', world.base);
    expect([code, stdout]).toEqual([69, '']);
    expect(stderr).toContain('use --unprotected');
    expect(fs.existsSync(path.join(world.home, 'accounts.json'))).toBe(false);
    expect(await filesWith(world.home, [key])).toEqual([]);
  });

  it('a key that the service does not take is said before anything is kept', async () => {
    const world = await machine();
    const args = ['--provider', 'openrouter', '--label', 'lab', '--base-url', world.base, '--secret-stdin'];
    const { code, stderr } = await world.run('sk-canary-wrong\n', 'accounts', 'add', ...args, '--unprotected');
    expect([code, stderr]).toEqual([64, 'OpenRouter refused this key (HTTP 401). Nothing was saved.\n']);
    expect(world.asked()).toEqual(['Bearer sk-canary-wrong']);
    expect(await filesWith(world.home, ['sk-canary-wrong'])).toEqual([]);
  });

  it('a key that the service refuses inside a good answer is not kept either', async () => {
    const world = await machine({ body: { error: { code: 401, message: 'No auth credentials found' } } });
    const { code, stderr } = await world.add('lab', '--base-url', world.base, '--unprotected');
    expect([code, stderr]).toEqual([64, 'OpenRouter refused this key (HTTP 401). Nothing was saved.\n']);
    expect(await filesWith(world.home, [key])).toEqual([]);
  });

  it.each([
    [{ status: 503 }, 'could not check the key now'],
    [{ status: 404 }, 'Check the address of the service'],
    [{ body: [] }, 'Check the address of the service'],
    [{ body: { success: false, message: 'no active subscription' } }, 'no plan with a quota'],
  ])('a service that answers %j keeps nobody from adding, and it is said', async (answer, words) => {
    const world = await machine(answer);
    const { code, stdout } = await world.add('lab', '--base-url', world.base, '--unprotected');
    expect(code).toBe(0);
    expect(stdout).toContain(words);
  });

  it.each([
    ['another provider', ['--provider', 'starlight'], 'quota-tray providers list'],
    ['a tool that signs in by itself', ['--provider', 'codex'], 'another CODEX_HOME'],
    ['http to another computer', ['--provider', 'openrouter', '--base-url', 'http://example.org'], '--base-url'],
    ['no base URL', ['--provider', 'openai-compatible'], 'needs the address of the service (--base-url)'],
    ['an organisation with blanks', ['--provider', 'openrouter', '--org', 'a b'], '--org'],
    ['no install', ['--provider', 'relay', '--base-url', 'https://relay.example'], 'needs an ID'],
  ])('%s: a sentence says what to do, and exit code 64', async (_what, args, words) => {
    const world = await machine();
    const { code, stderr } = await world.run(key, 'accounts', 'add', '--label', 'lab', '--secret-stdin', ...args);
    expect(code).toBe(64);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain(key);
    expect(world.asked()).toEqual([]);
  });

  it('need a terminal or --secret-stdin; the key is no argument, and one that is written there is not repeated', async () => {
    const world = await machine();
    const add = ['accounts', 'add', '--provider', 'openrouter', '--label', 'lab'];
    const silent = await world.run(null, ...add);
    expect([silent.code, silent.stderr]).toEqual([64, expect.stringContaining('--secret-stdin')]);
    for (const wrong of [[key], ['--key', key], [`--key=${key}`], [`--secret-stdin=${key}`]]) {
      const { code, stderr } = await world.run(null, ...add, ...wrong);
      expect(code).toBe(64);
      expect(stderr).not.toContain(key);
    }
    const blank = await world.run('two words', ...add, '--secret-stdin');
    expect([blank.code, blank.stderr]).toEqual([64, expect.stringContaining('This is not a valid key')]);
  });

  it('two at once lose nothing', async () => {
    const world = await machine();
    const ends = await Promise.all(
      ['a', 'b', 'c'].map((label) => world.add(label, '--base-url', world.base, '--unprotected')),
    );
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect((listOf(world.home) as { accounts: unknown[] }).accounts).toHaveLength(3);
    const secrets = JSON.parse(fs.readFileSync(path.join(world.home, 'secrets.json'), 'utf8')) as { secrets: object };
    expect(Object.keys(secrets.secrets)).toHaveLength(3);
  });
});

describe.skipIf(!hasKeyring)('with a real GNOME keyring (skipped where it is not installed)', () => {
  it('one program keeps the key there, another reads it, and no file holds it', async () => {
    const bus = await startPrivateBus();
    const keyringHome = temporaryFolder();
    await startGnomeKeyring(bus, keyringHome, true);
    const world = await machine({}, bus);
    await world.serve();
    const added = await world.add('lab', '--base-url', world.base, '--json');
    expect(added.code).toBe(0);
    const { accountId, message } = JSON.parse(added.stdout) as { accountId: string; message: string };
    expect(message).toBe('lab was added. OpenRouter answered.');
    await eventually(async () => expect(await world.accounts()).toMatchObject([{ state: 'fresh' }]));
    expect(await filesWith(world.home, [key])).toEqual([]);
    expect(fs.existsSync(path.join(world.home, 'secrets.json'))).toBe(false);
    const doctor = await world.run(null, 'doctor');
    expect(doctor.stdout).toContain('Keyring: protected by the system');
    expect(doctor.stdout).not.toContain(key);
    const removed = await world.run(null, 'accounts', 'remove', accountId);
    expect(removed.stdout).toBe('lab was removed. Its key and its figures were deleted.\n');
  });
});
