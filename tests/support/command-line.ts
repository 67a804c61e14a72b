import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('../../main/cli.ts', import.meta.url));
const hooks = pathToFileURL(fileURLToPath(new URL('source/run-unbuilt.ts', import.meta.url))).href;

export interface CommandPlace {
  /** Home folder of the made-up user. */
  readonly userHome: string;
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is handed over on standard input; left out: it is closed. */
  readonly input?: string;
  /** What becomes of its output: a file that is opened for it, or a reader that leaves before it starts to write. */
  readonly output?: { readonly file: string } | 'reader-left';
  /** The same for its messages. */
  readonly messages?: { readonly file: string } | 'reader-left';
}

export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunningCommand {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly ended: Promise<CommandEnd>;
}

/** The arguments with which Node runs the command line of the checkout, unbuilt. */
export function unbuiltCommand(...args: readonly string[]): readonly string[] {
  return ['--import', hooks, program, ...args];
}

/** Starts the command line of the checkout, unbuilt; killed with the test where it still runs. */
export function startCommand(place: CommandPlace, ...args: readonly string[]): RunningCommand {
  const files = [place.output, place.messages].map((end) =>
    typeof end === 'object' ? openSync(end.file, 'w', 0o600) : null,
  );
  const child = spawn(process.execPath, unbuiltCommand(...args), {
    env: testEnvironment(place),
    cwd: place.userHome,
    stdio: [place.input === undefined ? 'ignore' : 'pipe', files[0] ?? 'pipe', files[1] ?? 'pipe'],
  });
  for (const file of files) if (file !== null) closeSync(file);
  if (place.output === 'reader-left') child.stdout?.destroy();
  if (place.messages === 'reader-left') child.stderr?.destroy();
  child.stdin?.end(place.input);
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, stderr: () => stderr, ended };
}

/** Runs it to its end. */
export async function runCommandLine(place: CommandPlace, ...args: readonly string[]): Promise<CommandEnd> {
  return startCommand(place, ...args).ended;
}

/** Starts `serve` and resolves when it says that it listens; rejects with what it said instead. */
export async function startServe(place: CommandPlace): Promise<RunningCommand> {
  const serving = startCommand(place, 'serve');
  await new Promise<void>((resolve, reject) => {
    serving.child.stderr?.on('data', () => {
      if (serving.stderr().includes('Quota Tray serves')) resolve();
    });
    void serving.ended.then(({ stderr }) => reject(new Error(`It ended: ${stderr}`)));
  });
  return serving;
}

/** Nothing of the person who runs the tests reaches the program: no sign-in, no proxy, no settings. */
export function testEnvironment({ userHome, home, env = {} }: CommandPlace): Record<string, string> {
  const inherited = ['SystemRoot', 'TMPDIR', 'TEMP'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    // No tool of a vendor is found, so the endpoint is asked.
    PATH: userHome,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    HOME: userHome,
    USERPROFILE: userHome,
    QUOTA_TRAY_HOME: home,
    CODEX_HOME: `${userHome}/codex`,
    CLAUDE_CONFIG_DIR: `${userHome}/claude`,
    QUOTA_TRAY_CLAUDE_BASE_URL: 'http://127.0.0.1:9',
    ...env,
  };
}
