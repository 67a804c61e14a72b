import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import type { UserCommand, UserCommandMessage, UserCommandOutcome } from '../../../core/user-commands/user-command.ts';
import { hostHomeFolder } from '../host-environment.ts';

interface UserCommandOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly limitMs?: number;
}

const usualLimitMs = 10_000;

/**
 * Runs a command of the user without a shell, in the user's home and a process group of its own, with the
 * message as one line of JSON on its input. What it says is thrown away. Ends it with its children when
 * its time is over. Never rejects.
 */
export function runUserCommand(
  hook: UserCommand,
  message: UserCommandMessage,
  options: UserCommandOptions,
): Promise<UserCommandOutcome> {
  const environment = userCommandEnvironment(options.environment);
  const file = findProgram(hook.command, environment['PATH'] ?? environment['Path'] ?? '');
  if (file === null) return Promise.resolve({ kind: 'not-found' });
  return new Promise((resolve) => {
    const child = spawn(file, [...hook.arguments], {
      cwd: hostHomeFolder(),
      env: { ...environment },
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: process.platform !== 'win32',
      windowsHide: true,
      shell: false,
    });
    const late = setTimeout(() => end({ kind: 'too-long' }), options.limitMs ?? usualLimitMs);
    const killAtExit = (): void => kill(child);
    process.once('exit', killAtExit);
    function end(outcome: UserCommandOutcome): void {
      clearTimeout(late);
      process.off('exit', killAtExit);
      kill(child);
      resolve(outcome);
    }
    child.on('error', () => end({ kind: 'not-started' }));
    child.once('exit', (code) => end({ kind: 'ended', code }));
    // A program that does not read its input closes it early.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${JSON.stringify(message)}\n`);
  });
}

/** The whole group where there are groups, also what the program left behind. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ESRCH: nobody is left, which is what was wanted.
  }
}

/**
 * The file of a program: a full path as it is, a bare name where the path has it; null: there is none.
 * A path that is neither is refused, because it would depend on the folder the app was started in. On
 * Windows only `.exe` and `.com` run without a shell.
 */
export function findProgram(
  command: string,
  searchPath: string,
  platform: NodeJS.Platform = process.platform,
): string | null {
  if (path.isAbsolute(command)) return isProgram(command, platform) ? command : null;
  if (command !== path.basename(command)) return null;
  const names = platform === 'win32' ? [command, `${command}.exe`, `${command}.com`] : [command];
  for (const folder of searchPath.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const found = names.map((name) => path.join(folder, name)).find((file) => isProgram(file, platform));
    if (found !== undefined) return found;
  }
  return null;
}

function isProgram(file: string, platform: NodeJS.Platform): boolean {
  if (platform === 'win32' && !/\.(exe|com)$/i.test(file)) return false;
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

const passedOn: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'TEMP', 'TMP'],
  ...['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'WAYLAND_DISPLAY'],
  ...['SYSTEMROOT', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'],
]);

/** What a hook sees of the environment: the ways to the system and the desktop, no key and nothing of the app. */
export function userCommandEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && passedOn.has(name.toUpperCase()) ? [[name, value] as const] : [],
    ),
  );
}
