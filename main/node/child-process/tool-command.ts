import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

export interface HostEnvironment {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  readonly platform: NodeJS.Platform;
}

/** A program that can be started without a shell. */
export interface FoundCommand {
  readonly file: string;
  /** What goes before the program's own arguments. */
  readonly before: readonly string[];
}

/**
 * Where programs are installed that a person starts in a terminal: `PATH`, then the places that a
 * desktop session often has not in its own. Relative folders do not count: what lies in them depends
 * on where the app was started.
 */
export function commandFolders({ environment, homeFolder, platform }: HostEnvironment): readonly string[] {
  const { delimiter, isAbsolute } = platform === 'win32' ? path.win32 : path.posix;
  const stated = (variableOf(environment, 'PATH', platform) ?? '').split(delimiter);
  const usual = usualFolders(platform).map((folder) => folder.replace(/^~/, homeFolder));
  return [...new Set([...stated, ...usual].filter((folder) => isAbsolute(folder)))];
}

/** The Codex command line tool, or null where there is none. Starts nothing. Never throws. */
export function findCodexCommand(surroundings: HostEnvironment): Promise<FoundCommand | null> {
  return findCommand(codexProgram, surroundings);
}

/** A program by its name and, for Windows, the script that npm installs for it. */
interface Program {
  readonly name: string;
  /** Parts of the path below `node_modules`. */
  readonly script: readonly string[];
}

const codexProgram: Program = { name: 'codex', script: ['@openai', 'codex', 'bin', 'codex.js'] };

/** A program where programs are installed, or null where there is none. Starts nothing. Never throws. */
export async function findCommand(
  program: Program,
  surroundings: HostEnvironment,
  moreFolders: readonly string[] = [],
): Promise<FoundCommand | null> {
  const find = surroundings.platform === 'win32' ? findOnWindows : findOnPosix;
  for (const folder of [...commandFolders(surroundings), ...moreFolders]) {
    const found = await find(folder, program);
    if (found !== null) return found;
  }
  return null;
}

async function findOnPosix(folder: string, { name }: Program): Promise<FoundCommand | null> {
  const file = path.join(folder, name);
  return (await isProgram(file)) ? { file, before: [] } : null;
}

/** What npm puts into a folder of programs can only be started by a shell, so its script is given to Node. */
async function findOnWindows(folder: string, { name, script: parts }: Program): Promise<FoundCommand | null> {
  const program = path.join(folder, `${name}.exe`);
  if (await isProgram(program)) return { file: program, before: [] };
  const script = path.join(folder, 'node_modules', ...parts);
  if (!(await isProgram(script))) return null;
  const node = path.join(folder, 'node.exe');
  return { file: (await isProgram(node)) ? node : 'node.exe', before: [script] };
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

function usualFolders(platform: NodeJS.Platform): readonly string[] {
  const ofUser = ['~/.local/bin', '~/.npm-global/bin', '~/.bun/bin', '~/.volta/bin', '~/.cargo/bin', '~/bin'];
  switch (platform) {
    case 'darwin':
      return [...ofUser, '~/Library/pnpm', '/opt/homebrew/bin', '/usr/local/bin'];
    case 'win32':
      return ['~\\AppData\\Roaming\\npm', '~\\AppData\\Local\\Microsoft\\WinGet\\Links', '~\\.bun\\bin'];
    default:
      return [...ofUser, '~/.local/share/pnpm', '/usr/local/bin'];
  }
}

const passedOn: ReadonlySet<string> = new Set([
  ...['HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'TEMP', 'TMP'],
  ...['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR'],
  'DBUS_SESSION_BUS_ADDRESS',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'],
  ...['SYSTEMROOT', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA'],
]);

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the Codex tool needs to run as the user runs it: the ways to the system, the network and its own
 * folder. Nothing of the app is in it, and no key: it shall speak for the sign-in in that folder alone.
 */
export function toolEnvironment(
  environment: Environment,
  codexHome: string,
  folders: readonly string[],
  platform: NodeJS.Platform,
): Record<string, string> {
  const kept = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && value !== '' && passedOn.has(name.toUpperCase()) ? [[name, value] as const] : [],
  );
  const separator = platform === 'win32' ? ';' : ':';
  return { ...Object.fromEntries(kept), PATH: folders.join(separator), CODEX_HOME: codexHome };
}

/** A variable by its name; on Windows in any case. */
export function variableOf(environment: Environment, name: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== 'win32') return environment[name];
  return Object.entries(environment).find(([key]) => key.toUpperCase() === name)?.[1];
}
