import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openHistory } from '../../main/node/history/history-store.ts';
import { ask } from '../support/api-server.ts';
import {
  type CommandPlace,
  runCommandLine,
  startCommand,
  startServe,
  testEnvironment,
  unbuiltCommand,
} from '../support/command-line.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { exampleUsage, freshAccount, signedInPlace, socketOf, until } from '../support/serving-place.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const hangMs = 600_000;
const install = ['--install', '5e7a11ed-0000-4000-8000-00000000000a', '--tier', 'core'];
const full = { file: '/dev/full' };

let upstream: FakeUpstream;
beforeEach(async () => {
  upstream = await startFakeUpstream();
  upstream.reply('work', { status: 200, body: exampleUsage() });
});
afterEach(() => upstream.close());

/** Somebody who is signed in, whose usage is known, and who has a history. */
async function knownPlace(): Promise<{ readonly place: CommandPlace; readonly accountId: string }> {
  const place = await signedInPlace(upstream);
  fs.mkdirSync(path.join(place.userHome, 'claude'));
  const serving = await startServe(place);
  const { id } = await freshAccount(place);
  serving.child.kill('SIGTERM');
  await serving.ended;
  return { place, accountId: id };
}

/** Every command that prints, with the exit code that it decides. */
const commandsFor = (accountId: string): readonly (readonly [code: number, ...args: string[]])[] => [
  [0, '--help'],
  [0, '--version'],
  [0, 'status'],
  [0, 'status', '--json'],
  [0, 'accounts', 'list'],
  [0, 'accounts', 'discover', '--json'],
  [0, 'accounts', 'rename', accountId, 'Desk'],
  [0, 'history', 'export', '--csv'],
  [0, 'history', 'export', '--json'],
  [0, 'guard'],
  [1, 'guard', '--min-left', '50'],
  [1, 'guard', '--min-left', '50', '--json'],
  [0, 'api-token'],
  [0, 'ledger', 'plan', ...install],
  [0, 'ledger', 'reserve', ...install],
  [0, 'ledger', 'show', '--json'],
  [0, 'warmups', '--json'],
  [0, 'statusline'],
  [0, 'statusline', 'install', '--dry-run'],
];

type Ends = Readonly<Record<string, { readonly code: number | null; readonly stderr: string }>>;

/** Runs all of them, four at a time, and holds how each ended against what is expected for the code that it decides. */
async function expectEnds(output: NonNullable<CommandPlace['output']>, expected: (code: number) => Ends[string]) {
  const { place, accountId } = await knownPlace();
  const left = [...commandsFor(accountId)];
  const ends: Record<string, Ends[string]> = {};
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [, ...args] = next;
      const { code, stderr } = await runCommandLine({ ...place, output, input: '' }, ...args);
      ends[args.join(' ')] = { code, stderr };
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  expect(ends).toEqual(
    Object.fromEntries(commandsFor(accountId).map(([code, ...args]) => [args.join(' '), expected(code)])),
  );
}

describe('the exit code of a command', () => {
  it.skipIf(process.platform !== 'linux')(
    'is 74 with a sentence when its output cannot be written',
    async () => {
      const stderr =
        'The output could not be written: the disk is full. The output is incomplete, but the command itself has finished.\n';
      await expectEnds(full, () => ({ code: 74, stderr }));
    },
    hangMs,
  );

  it(
    'is the one that the command decided when the reader leaves, without a message',
    async () => {
      await expectEnds('reader-left', (code) => ({ code, stderr: '' }));
    },
    hangMs,
  );

  it(
    'is 74 when a file takes only a part of the output',
    async () => {
      const userHome = temporaryFolder();
      const file = path.join(userHome, 'help.txt');
      const script = 'ulimit -f 1; exec "$@" > "$0"';
      const child = spawn('/bin/sh', ['-c', script, file, process.execPath, ...unbuiltCommand('--help')], {
        env: testEnvironment({ userHome, home: userHome }),
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let told = '';
      child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      expect(fs.statSync(file).size).toBeGreaterThan(0);
      expect({ code, told }).toEqual({ code: 74, told: expect.stringContaining('would become too large') });
    },
    hangMs,
  );

  it(
    'is the one of the command when a reader takes the first lines of a long export',
    async () => {
      const long = await placeWithLongHistory();
      const exporting = startCommand(long, 'history', 'export');
      const [first] = (await once(exporting.child.stdout ?? exporting.child, 'data')) as [Buffer];
      exporting.child.stdout?.destroy();
      expect(first.toString()).toContain('account,label,kind');
      expect(await exporting.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
      const whole = await runCommandLine(long, 'history', 'export');
      expect(whole.stdout.length).toBeGreaterThan(500_000);
    },
    hangMs,
  );

  it.skipIf(process.platform !== 'linux')(
    'does not depend on who can read its messages',
    async () => {
      const { place } = await knownPlace();
      for (const messages of [full, 'reader-left'] as const) {
        expect(await runCommandLine({ ...place, messages }, 'statsu')).toMatchObject({ code: 64 });
        expect(await runCommandLine({ ...place, messages }, 'guard')).toMatchObject({ code: 0 });
      }
      expect(await runCommandLine({ ...place, output: full, messages: full }, 'guard')).toMatchObject({ code: 74 });
    },
    hangMs,
  );
});

it.skipIf(process.platform !== 'linux')(
  'serve goes on when nobody can read its messages',
  async () => {
    for (const messages of [full, 'reader-left'] as const) {
      const other = await signedInPlace(upstream);
      const serving = startCommand({ ...other, output: full, messages }, 'serve');
      await until(() => ask(socketOf(other), 'GET', '/v1/snapshot').catch(() => null));
      expect((await freshAccount(other)).state).toBe('fresh');
      serving.child.kill('SIGTERM');
      expect(await serving.ended).toMatchObject({ code: 0, signal: null });
    }
  },
  hangMs,
);

/** A place whose history has more rows than a pipe holds. */
async function placeWithLongHistory(): Promise<CommandPlace> {
  const root = temporaryFolder();
  const home = path.join(root, 'state');
  fs.mkdirSync(home, { mode: 0o700 });
  const store = await openHistory({ path: path.join(home, 'history.db'), nowMs: Date.now, report: () => undefined });
  if (store === null) throw new Error('The history cannot be opened.');
  const firstMs = Date.now() - 86_400_000;
  store.append(
    Array.from({ length: 10_000 }, (_unused, place) => ({
      series: { accountId: 'codex:gone', kind: 'window' as const, name: 'session' },
      reading: {
        atMs: firstMs + place * 1000,
        value: place % 100,
        resetsAtMs: firstMs + 90_000_000,
        source: 'poll' as const,
      },
    })),
  );
  store.close();
  return { userHome: root, home };
}
