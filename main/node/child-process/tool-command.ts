import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/** The parts of the environment of this computer that decide where programs are. */
export interface HostEnvironment {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  readonly platform: NodeJS.Platform;
}

/** A program that starts without a shell. */
export interface FoundCommand {
  readonly file: string;
  /** The arguments before the program's own, such as its script. */
  readonly before: readonly string[];
}

/**
 * Returns the folders of programs: `PATH`, then usual folders that a desktop session often does not have in its `PATH`.
 * Relative folders are left out, because they depend on the folder in which the app was started.
 */
export function commandFolders({ environment, homeFolder, platform }: HostEnvironment): readonly string[] {
  const { delimiter, isAbsolute } = platform === 'win32' ? path.win32 : path.posix;
  const named = (variableOf(environment, 'PATH', platform) ?? '').split(delimiter);
  const usual = usualFolders(platform).map((folder) => folder.replace(/^~/, homeFolder));
  return [...new Set([...named, ...usual].filter((folder) => isAbsolute(folder)))];
}

/** Finds the Codex command line. Null if there is none. Starts nothing. Never rejects. */
export function findCodexCommand(host: HostEnvironment): Promise<FoundCommand | null> {
  return findCommand(codexProgram, host);
}

/** A program by its name and, for Windows, by the script that npm installs for it. */
interface ToolProgram {
  readonly name: string;
  /** The parts of the script's path below `node_modules`. */
  readonly script: readonly string[];
}

const codexProgram: ToolProgram = { name: 'codex', script: ['@openai', 'codex', 'bin', 'codex.js'] };

/** Finds a program in the folders of programs. Null if there is none. Starts nothing. Never rejects. */
export async function findCommand(
  program: ToolProgram,
  host: HostEnvironment,
  moreFolders: readonly string[] = [],
): Promise<FoundCommand | null> {
  const find = host.platform === 'win32' ? findOnWindows : findOnPosix;
  for (const folder of [...commandFolders(host), ...moreFolders]) {
    const found = await find(folder, program);
    if (found !== null) return found;
  }
  return null;
}

async function findOnPosix(folder: string, { name }: ToolProgram): Promise<FoundCommand | null> {
  const file = path.join(folder, name);
  return (await isProgram(file)) ? { file, before: [] } : null;
}

/** Only a shell can start the files that npm puts into a folder of programs, so Node runs the script behind them. */
async function findOnWindows(folder: string, { name, script: parts }: ToolProgram): Promise<FoundCommand | null> {
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

const allowedVariables: ReadonlySet<string> = new Set([
  ...['HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'TEMP', 'TMP'],
  ...['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR'],
  'DBUS_SESSION_BUS_ADDRESS',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'],
  ...['SYSTEMROOT', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA'],
]);

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the environment for a tool: what it needs to reach the system, the network and its own folder. It holds no
 * variable of the app and no API key, so that the tool uses only the sign-in in that folder.
 */
export function toolEnvironment(
  environment: Environment,
  codexHome: string,
  folders: readonly string[],
  platform: NodeJS.Platform,
): Record<string, string> {
  const kept = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && value !== '' && allowedVariables.has(name.toUpperCase()) ? [[name, value] as const] : [],
  );
  const separator = platform === 'win32' ? ';' : ':';
  return { ...Object.fromEntries(kept), PATH: folders.join(separator), CODEX_HOME: codexHome };
}

/** Returns a variable by its name. On Windows upper and lower case are the same. */
export function variableOf(environment: Environment, name: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== 'win32') return environment[name];
  return Object.entries(environment).find(([key]) => key.toUpperCase() === name)?.[1];
}
