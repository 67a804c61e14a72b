import fs from 'node:fs';
import path from 'node:path';

import type { UserCommand, UserCommandMessage, UserCommandOutcome } from '../../../core/settings/user-command.ts';
import { hostHomeFolder } from '../host-environment.ts';
import { runProgram } from './run.ts';

interface UserCommandOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly limitMs?: number;
}

const defaultLimitMs = 10_000;

/**
 * Runs a command of the user without a shell, in the home folder, with the message as one line of JSON on its input. Its
 * output is thrown away. The command ends with its children when its time is over. Never rejects.
 */
export async function runUserCommand(
  command: UserCommand,
  message: UserCommandMessage,
  options: UserCommandOptions,
): Promise<UserCommandOutcome> {
  const environment = userCommandEnvironment(options.environment);
  const file = findProgram(command.command, environment['PATH'] ?? environment['Path'] ?? '');
  if (file === null) return { kind: 'not-found' };
  const program = { file, args: command.arguments, environment, folder: hostHomeFolder(), children: 'end' } as const;
  const input = `${JSON.stringify(message)}\n`;
  const end = await runProgram(program, { input, timeoutMs: options.limitMs ?? defaultLimitMs });
  switch (end.kind) {
    case 'ended':
      return { kind: 'ended', code: end.code };
    case 'not-started':
      return { kind: 'not-started' };
    default:
      return { kind: 'too-long' };
  }
}

/**
 * Returns the file of a program: an absolute path unchanged, a bare name from the search path. Null: there is none. A
 * relative path is refused, because it would depend on the folder in which the app was started. On Windows only `.exe` and
 * `.com` run without a shell.
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

const allowedVariables: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'TEMP', 'TMP'],
  ...['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'WAYLAND_DISPLAY'],
  ...['SYSTEMROOT', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'],
]);

/** Returns the environment of a user command: what it needs to reach the system and the desktop, without API keys and the app's own variables. */
export function userCommandEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && allowedVariables.has(name.toUpperCase()) ? [[name, value] as const] : [],
    ),
  );
}
