import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { signalGroup } from '../../../scripts/process/signals.ts';
import { currentValue } from '../../../core/usage/fact.ts';
import { createAccountCache } from '../../../main/node/storage/account-cache.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream.ts';
import { type Recording, startRecording } from '../power-loss/recording.ts';
import { pathsOf } from '../power-loss/state-folder.ts';
import { type Told, toldIn } from '../power-loss/told.ts';
import { readTree, writeTree } from '../power-loss/tree.ts';
import { verdictOn } from '../power-loss/verdict.ts';
import { writeCodexSignIn } from '../sign-in.ts';
import { codexUsage } from '../upstream/codex-usage.ts';

/** A program with its arguments and its standard input. */
export interface Program {
  readonly command: readonly [string, ...string[]];
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A process that may be killed, with all that it has started. */
export interface Victim {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** Resolves with the exit code when the process has ended; null: a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly kill: () => Promise<void>;
}

/** One state folder that processes live and die in, with a service that answers for one account. */
export interface KillWorld {
  readonly home: string;
  readonly userHome: string;
  /** The address of a service that takes every key. */
  readonly keyService: string;
  readonly recording: Recording | null;
  readonly start: (program: Program) => Victim;
  /** Runs a command for so long, and kills it if it has not ended by then. Returns its exit code; null: killed. */
  readonly runFor: (
    program: Program,
    ms: number,
  ) => Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }>;
  readonly tell: (told: Told) => void;
  readonly told: () => readonly Told[];
  /** Returns what does not hold in the state folder now. It looks at a copy. */
  readonly verdict: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

const accountName = 'work';
const accountEmail = 'sam@example.org';
/** Each answer has its own figure, so that it is known which one was kept. */
const figures = 90;

/** Starts a world in an empty folder. `isRecorded`: the processes' changes are recorded too. */
export async function startKillWorld(place: string, isRecorded: boolean): Promise<KillWorld> {
  const recording = isRecorded ? startRecording(place) : null;
  const [home, userHome] = [path.join(recording?.folder ?? place, 'home'), path.join(place, 'user')];
  fs.mkdirSync(userHome, { mode: 0o700 });
  let sent = 0;
  let lostBefore = 0;
  const upstream = await startService(() => ++sent);
  await writeCodexSignIn(path.join(userHome, 'codex'), {
    ...{ email: accountEmail, plan: 'pro', accountId: accountName, baseUrl: upstream.codex(accountName) },
    expiresInSeconds: 86_400,
  });
  let own: readonly Told[] = [];
  const outputs: (() => string)[] = [];
  const running = new Set<Victim>();

  function tell(told: Told): void {
    own = [...own, told];
    recording?.tell(`${JSON.stringify(told)}\n`);
  }

  function start({ command, input, environment = {} }: Program): Victim {
    const [file, ...rest] = command;
    const child = spawn(file, rest, {
      env: { ...environmentOf(userHome, home), ...recording?.environment, ...environment },
      ...{ cwd: userHome, detached: true, stdio: 'pipe' },
    });
    let [text, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    const ended = once(child, 'close').then(([code]) => code as number | null);
    outputs.push(() => text);
    const victim: Victim = {
      ...{ child, ended, output: () => text, errors: () => errors },
      kill: async () => {
        signalGroup(child.pid, 'SIGKILL');
        await ended;
        running.delete(victim);
      },
    };
    running.add(victim);
    return victim;
  }

  async function runFor(program: Program, ms: number) {
    const victim = start(program);
    await Promise.race([pause(ms), victim.ended]);
    await victim.kill();
    return { code: await victim.ended, output: victim.output(), errors: victim.errors() };
  }

  const told = (): readonly Told[] => [...own, ...outputs.flatMap((output) => toldIn(output()))];

  /** Of the figures that the service sent, each kill may lose the newest one. */
  function lostAnswers(copy: string): readonly string[] {
    const cache = createAccountCache({ folder: pathsOf(copy).accountCache, nowMs: Date.now, report: () => undefined });
    const state = cache.load().find(({ account }) => account.email === accountEmail);
    const window = state?.facts.windows[0];
    const kept = window === undefined ? null : currentValue(window.usedPercent);
    const lost = kept === null ? sent : (((sent - kept) % figures) + figures) % figures;
    const most = 1 + lostBefore;
    lostBefore = lost;
    return lost > most ? [`${lost} answers were lost, where at most ${most} may be`] : [];
  }

  return {
    ...{ home, userHome, keyService: upstream.url, recording, start, runFor, tell, told },
    verdict: async () => {
      const copy = fs.mkdtempSync(path.join(place, 'copy-'));
      try {
        if (fs.existsSync(home)) writeTree(copy, readTree(home));
        return [...(await verdictOn(copy, told())), ...lostAnswers(copy)];
      } finally {
        fs.rmSync(copy, { recursive: true, force: true });
      }
    },
    close: async () => {
      await Promise.all([...running].map(async (victim) => victim.kill()));
      await upstream.close();
      fs.rmSync(place, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** A service that sends another figure with each answer, and one that takes every key. */
async function startService(next: () => number): Promise<FakeUpstream> {
  const upstream = await startFakeUpstream();
  upstream.reply(accountName, () => ({
    ...{ status: 200, body: codexUsage({ session: { usedPercent: next() % figures, resetsInSeconds: 3600 } }) },
  }));
  upstream.reply('api', { status: 200, body: { data: { limit: 20, limit_remaining: 15, usage: 5 } } });
  return upstream;
}

/** Nothing of the person at this computer reaches the processes. */
function environmentOf(userHome: string, home: string): Record<string, string> {
  const inherited = ['TMPDIR', 'DISPLAY', 'XDG_RUNTIME_DIR', 'XDG_SESSION_TYPE'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    ...{ PATH: userHome, LANG: 'C.UTF-8', TZ: 'UTC', HOME: userHome, QUOTA_TRAY_HOME: home },
    ...{ CODEX_HOME: path.join(userHome, 'codex'), CLAUDE_CONFIG_DIR: path.join(userHome, 'claude') },
    QUOTA_TRAY_CLAUDE_BASE_URL: 'http://127.0.0.1:9',
    DBUS_SESSION_BUS_ADDRESS: process.env['DBUS_SESSION_BUS_ADDRESS'] ?? `unix:path=${path.join(userHome, 'no-bus')}`,
  };
}

/** The command line as it was built, or as it stands in the checkout. */
export function commandLine(isBuilt: boolean, ...args: readonly string[]): Program['command'] {
  const inRoot = (file: string): string => fileURLToPath(new URL(`../../../${file}`, import.meta.url));
  if (isBuilt) return [process.execPath, inRoot('dist/cli/cli.cjs'), ...args];
  const hooks = pathToFileURL(inRoot('tests/support/source/run-unbuilt.ts')).href;
  return [process.execPath, '--import', hooks, inRoot('main/cli.ts'), ...args];
}
