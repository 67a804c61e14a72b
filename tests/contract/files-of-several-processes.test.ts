import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { expect, it, onTestFinished } from 'vitest';

import type { FileWriterSetup } from '../support/file-writer.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../support/file-writer.ts', import.meta.url));
const files = ['accounts.json', 'secrets.json', 'settings.json'] as const;
const minutes = 60_000;

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** Resolves when the process has begun to write, or holds its lock. */
async function started(setup: FileWriterSetup): Promise<Child> {
  const child = spawn(process.execPath, [program, JSON.stringify(setup)], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

async function exitOf(child: Child): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

/** How many entries each of the files holds. */
function entriesIn(home: string): readonly number[] {
  const [accounts, secrets, settings] = files.map((name): unknown => {
    const file = path.join(home, name);
    return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  }) as [{ accounts?: unknown[] }, { secrets?: object }, { accountLabels?: object }];
  return [
    accounts.accounts?.length ?? 0,
    Object.keys(secrets.secrets ?? {}).length,
    Object.keys(settings.accountLabels ?? {}).length,
  ];
}

it('several processes that write at once lose no entry of each other', { timeout: 5 * minutes }, async () => {
  const home = temporaryFolder();
  const turns = 25;
  const writers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => started({ kind: 'write', home, name, turns })));
  expect(await Promise.all(writers.map(exitOf))).toEqual([0, 0, 0, 0]);
  expect(entriesIn(home)).toEqual([100, 100, 100]);
  expect(fs.readdirSync(home).filter((name) => name.includes('.tmp') || name.includes('.corrupt'))).toEqual([]);
});

it(
  'while one process holds the locks for long nobody writes, and afterwards everything is there',
  { timeout: 5 * minutes },
  async () => {
    const home = temporaryFolder();
    const holders = await Promise.all(files.map((name) => started({ kind: 'hold', file: path.join(home, name) })));
    const writers = await Promise.all(['a', 'b'].map((name) => started({ kind: 'write', home, name, turns: 5 })));
    // Longer than any wait that gave up and wrote anyway; what is looked at is that nothing came of it.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(entriesIn(home)).toEqual([0, 0, 0]);
    for (const holder of holders) holder.stdin.end();
    expect(await Promise.all([...holders, ...writers].map(exitOf))).toEqual([0, 0, 0, 0, 0]);
    expect(entriesIn(home)).toEqual([10, 10, 10]);
  },
);

it(
  'a process that is killed while it holds the locks leaves them to the others',
  { timeout: 5 * minutes },
  async () => {
    const home = temporaryFolder();
    const holders = await Promise.all(files.map((name) => started({ kind: 'hold', file: path.join(home, name) })));
    const writer = await started({ kind: 'write', home, name: 'a', turns: 5 });
    for (const holder of holders) holder.kill('SIGKILL');
    expect(await exitOf(writer)).toBe(0);
    expect(entriesIn(home)).toEqual([5, 5, 5]);
  },
);
