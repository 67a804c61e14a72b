import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { projectRoot } from '../../scripts/process/project.ts';
import { prepareSignedInApp } from './apps.ts';
import { type Figure, median } from './figures.ts';
import type { AppUnderTest } from './launched-app.ts';

const rounds = 15;
const program = path.join(projectRoot, 'dist', 'cli', 'cli.cjs');

/** What Claude Code passes to its status line. */
const statusInput = JSON.stringify({
  model: { display_name: 'Sonnet' },
  rate_limits: { five_hour: { used_percentage: 37, resets_at: Math.floor(Date.now() / 1000) + 3600 } },
});

/** The launcher of an installed app, in a folder like that of the app. */
const installed = path.join(os.tmpdir(), `quota-tray-installed-${process.pid}`);
const launcher = path.join(installed, 'bin', 'quota-tray');

async function installLauncher(): Promise<void> {
  await mkdir(path.dirname(launcher), { recursive: true });
  await cp(path.join(projectRoot, 'scripts', 'command-line', 'bin', 'quota-tray'), launcher);
  await symlink(path.join(projectRoot, 'dist', 'npm'), path.join(installed, 'command-line'));
}

interface Command {
  /** Left out: the Node of the bench. */
  readonly file?: string;
  readonly args: readonly string[];
  readonly input?: string;
}

const commands = {
  node: { args: ['-e', '0'] },
  version: { args: [program, '--version'] },
  launcher: { file: launcher, args: ['--version'] },
  statusLine: { args: [program, 'statusline'], input: statusInput },
  status: { args: [program, 'status'] },
  statusJson: { args: [program, 'status', '--json'] },
} satisfies Readonly<Record<string, Command>>;

type Name = keyof typeof commands;

/**
 * Whole processes of the built command line beside a running `serve` with twenty accounts, in turn with a Node that does
 * nothing. A `status` before that fills the cache.
 */
export async function measureCommandLine(): Promise<readonly Figure[]> {
  const { app, close } = await prepareSignedInApp();
  const env = environmentOf(app);
  try {
    await installLauncher();
    await timeOf(commands.status, env);
    const server = spawn(process.execPath, [program, 'serve'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(server, 'exit');
    try {
      await once(server.stderr, 'data');
      return [...figuresOf(await timesOf(env)), ...(await measureOneShot())];
    } finally {
      server.kill('SIGTERM');
      await ended;
    }
  } finally {
    await close();
    await rm(installed, { recursive: true, force: true });
  }
}

async function timesOf(env: NodeJS.ProcessEnv): Promise<ReadonlyMap<Name, number>> {
  const names = Object.keys(commands) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) times.get(name)?.push(await timeOf(commands[name], env));
  }
  return new Map([...times].map(([name, each]) => [name, median(each)]));
}

/** The launcher takes the Node of the PATH, so the Node of the bench is the first one there. */
function environmentOf({ environment, home }: AppUnderTest): NodeJS.ProcessEnv {
  const folders = [path.dirname(process.execPath), process.env['PATH'] ?? ''].join(path.delimiter);
  return { ...process.env, ...environment, QUOTA_TRAY_HOME: home, PATH: folders };
}

async function timeOf({ file = process.execPath, args, input = '' }: Command, env: NodeJS.ProcessEnv): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(file, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdout.resume();
  child.stdin.on('error', () => undefined).end(input);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}`);
  return performance.now() - startedMs;
}

function figuresOf(times: ReadonlyMap<Name, number>): readonly Figure[] {
  const of = (name: Name): number => times.get(name) ?? Number.NaN;
  const figure = (name: string, command: Name, budget: Figure['budget']): Figure => ({
    ...{ name: `command line, ${name}`, unit: 'ms', budget },
    ...{ baseline: of('node'), ours: of(command) },
  });
  const asked = { kind: 'most', most: 1.3 * of('node') + 40 } as const;
  return [
    figure('--version', 'version', { kind: 'ratio', most: 1.25 }),
    { ...figure('--version by the launcher', 'launcher', { kind: 'ratio', most: 1.5 }), baseline: of('version') },
    figure('statusline beside the app', 'statusLine', { kind: 'ratio', most: 1.25 }),
    figure('status of the running app', 'status', asked),
    figure('status --json of the running app', 'statusJson', asked),
  ];
}

/** How long the service takes for each answer of the command that runs alone. */
const upstreamMs = 1_000;
const oneShotRounds = 5;

/** `status` without a running app and without a cache: all of twenty accounts are asked, and each answer takes a second. */
async function measureOneShot(): Promise<readonly Figure[]> {
  const { app, close } = await prepareSignedInApp(upstreamMs);
  const env = { ...process.env, ...app.environment, QUOTA_TRAY_HOME: app.home };
  try {
    const times: number[] = [];
    for (let round = 0; round < oneShotRounds; round += 1) {
      await rm(path.join(app.home, 'cache'), { recursive: true, force: true });
      times.push(await timeOf(commands.status, env));
    }
    return [
      {
        ...{ name: 'command line, status without the app, 20 accounts', unit: 'ms' },
        ...{ baseline: upstreamMs, ours: median(times), budget: { kind: 'most', most: 1.3 * upstreamMs + 150 } },
      },
    ];
  } finally {
    await close();
  }
}
