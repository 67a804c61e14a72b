import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, onTestFinished, test, vi } from 'vitest';

import { slotAccount } from '../../../../main/commands/account-argument.ts';
import { parseCommand } from '../../../support/parse-command.ts';
import { englishReader } from '../../../bench/english-reader.ts';
import { runningApi } from '../../../support/api-server.ts';
import { slotWorld, type SlotWorld } from '../../../support/slot-world.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { eventually } from '../../../support/eventually.ts';

const accountId = 'codex:work';
const program = fileURLToPath(new URL('../../../support/slot-caller.ts', import.meta.url));
interface Caller {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly code: Promise<number | null>;
}

function call(socketPath: string, ...words: readonly string[]): Caller {
  const child = spawn(process.execPath, [program, socketPath, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, said: () => said, code: once(child, 'close').then(([code]) => code as number | null) };
}

async function openApp(limit = 1): Promise<{ readonly socketPath: string; readonly world: SlotWorld }> {
  const world = slotWorld({ settings: { slotLimits: { [accountId]: limit } } });
  const { socketPath } = await runningApi({ slots: world.slots });
  return { socketPath, world };
}

const node = (script: string): readonly string[] => ['--', process.execPath, '-e', script];
const status = ({ slots }: SlotWorld) => slots.status()[0];

test('the program runs with its arguments and without a shell, and slot exits as it does', async () => {
  const { socketPath, world } = await openApp();
  const script = 'console.log(JSON.stringify(process.argv.slice(1))); process.exit(7)';
  const caller = call(socketPath, 'work', ...node(script), '$HOME; echo', '--wait', '*');
  expect(await caller.code).toBe(7);
  expect(JSON.parse(caller.said())).toEqual(['$HOME; echo', '--wait', '*']);
  expect(status(world)).toMatchObject({ holders: [], queued: 0 });
});

test('the slot is held while the program runs, and a second caller waits for it', async () => {
  const { socketPath, world } = await openApp();
  const first = call(socketPath, accountId, ...node('setInterval(() => {}, 1000)'));
  await eventually(() => expect(status(world)?.holders).toHaveLength(1));
  const second = call(socketPath, accountId, '--wait', '600', ...node('console.log("mine")'));
  await eventually(() => expect(status(world)?.queued).toBe(1));
  await eventually(() => expect(second.said()).toContain('Waiting'));
  first.child.kill('SIGTERM');
  expect(await first.code).toBe(128 + 15);
  await world.time.advance(350);
  expect(await second.code).toBe(0);
  expect(second.said()).toContain('mine');
});

test('exits with 75 when no slot was free in time', async () => {
  const { socketPath, world } = await openApp();
  world.slots.take({ accountId, label: null, startedAtMs: null, waitMs: 0 });
  const caller = call(socketPath, 'work', '--wait', '0', ...node('console.log("ran")'));
  expect(await caller.code).toBe(75);
  expect(caller.said()).toContain('number 1 in the queue');
  expect(caller.said()).not.toContain('ran');
});

test('with --fail-open the program runs without a slot when none was free in time', async () => {
  const { socketPath, world } = await openApp();
  world.slots.take({ accountId, label: null, startedAtMs: null, waitMs: 0 });
  const caller = call(socketPath, 'work', '--wait', '0', '--fail-open', ...node('console.log("ran"); process.exit(3)'));
  expect(await caller.code).toBe(3);
  expect(caller.said()).toContain('The command runs without a slot.');
  expect(caller.said()).toContain('ran');
});

test('exits with 64 for an unknown account, also without an app and with --fail-open', async () => {
  const nowhere = path.join(temporaryFolder(), 'api.sock');
  const caller = call(nowhere, 'wrok', '--fail-open', ...node('console.log("ran")'));
  expect(await caller.code).toBe(64);
  expect(caller.said()).toBe('There is no account "wrok". See `quota-tray accounts list`.\n');
  expect(await call(nowhere, 'wrok', '--limit', '3').code).toBe(64);
});

test('a name of several accounts exits with 64 and lists them; the whole name fits one', async () => {
  const labels = ['sam@mail.test (Acme)', 'sam@mail.test (Beacon)'];
  const knownAccounts = async () => labels.map((label, index) => ({ accountId: `codex:${index}`, label }));
  const place = { socketPath: path.join(temporaryFolder(), 'api.sock'), knownAccounts, t: englishReader().t };
  const said: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  onTestFinished(() => void vi.restoreAllMocks());
  expect(await slotAccount(place, 'sam@mail.test')).toEqual({ kind: 'failed', code: 64 });
  expect(said.join('')).toContain('sam@mail.test (Acme) [codex:0], sam@mail.test (Beacon) [codex:1]');
  expect(await slotAccount(place, 'sam@mail.test (Beacon)')).toMatchObject({ kind: 'unavailable' });
});

test('a caller that is killed while it waits leaves the queue', async () => {
  const { socketPath, world } = await openApp();
  world.slots.take({ accountId, label: null, startedAtMs: null, waitMs: 0 });
  const caller = call(socketPath, 'work', '--wait', '600', ...node(''));
  await eventually(() => expect(status(world)?.queued).toBe(1));
  caller.child.kill('SIGKILL');
  await eventually(() => expect(status(world)?.queued).toBe(0));
});

test('exits with 69 when no app answers; with --fail-open the program runs anyway', async () => {
  const nowhere = path.join(temporaryFolder(), 'api.sock');
  const closed = call(nowhere, 'work', ...node('console.log("ran")'));
  const open = call(nowhere, 'work', '--fail-open', ...node('console.log("ran"); process.exit(3)'));
  expect(await closed.code).toBe(69);
  expect(closed.said()).toBe('The app is not running.\n');
  expect(await open.code).toBe(3);
  expect(open.said()).toContain('ran');
});

test('exits with 64 for an unknown account and with 127 for an unknown program', async () => {
  const { socketPath, world } = await openApp();
  expect(await call(socketPath, 'nobody', ...node('')).code).toBe(64);
  const missing = call(socketPath, 'work', '--', 'no-such-program-of-quota-tray');
  expect(await missing.code).toBe(127);
  expect(missing.said()).toBe('There is no program "no-such-program-of-quota-tray". Check its name and your PATH.\n');
  const folder = call((await openApp()).socketPath, 'work', '--', temporaryFolder());
  expect(await folder.code).toBe(126);
  expect(folder.said()).toMatch(/^The program ".+" cannot be started\. .+\.\n$/);
  expect(status(world)).toMatchObject({ holders: [] });
});

test('--limit undoes the automatic reduction after refusals', async () => {
  const world = slotWorld({ kept: { [accountId]: { from: 4, to: 1, atMs: 0 } } });
  const { socketPath } = await runningApi({ slots: world.slots });
  const set = call(socketPath, 'work', '--limit', '6');
  expect(await set.code).toBe(0);
  expect(set.said()).toBe('At most 6 at once.\n');
  expect(status(world)).toMatchObject({ limit: 6, autoReduced: false });
  const auto = call(socketPath, 'work', '--limit', 'auto');
  expect(await auto.code).toBe(0);
  expect(auto.said()).toBe('No limit is set.\n');
});

test.each([
  [['slot']],
  [['slot', 'work', '--limit', '0']],
  [['slot', 'work', '--limit', '-2']],
  [['slot', 'work', '--limit', '1.5']],
  [['slot', 'work', '--limit', '3', '--', 'ls']],
  [['slot', 'work']],
  [['slot', 'work', '--']],
  [['slot', '--', 'ls']],
  [['slot', 'work', 'ls']],
  [['slot', 'work', '--wait', '601', '--', 'ls']],
  [['slot', 'work', '--wait', '-1', '--', 'ls']],
  [['slot', 'work', '--wait', '1.5', '--', 'ls']],
  [['slot', 'work', '--unknown', '--', 'ls']],
])('%j is refused with a sentence', (words) => {
  expect(parseCommand(words)).toEqual({ kind: 'bad', message: expect.stringMatching(/^.{10,}$/) });
});

test('everything after -- belongs to the program', () => {
  expect(parseCommand(['slot', 'work', '--wait', '5', '--', 'ls', '--', '--help'])).toEqual({
    kind: 'slot',
    account: 'work',
    waitSeconds: 5,
    failOpen: false,
    command: ['ls', '--', '--help'],
  });
  expect(parseCommand(['slot', '--help'])).toEqual({ kind: 'help' });
});
