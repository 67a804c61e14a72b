import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

import type { ProviderTool } from '../../../core/providers/provider.ts';

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

/** Finds an account's own tool. Null if it is not installed. Starts nothing. Never rejects. */
export function findTool(tool: ProviderTool['command'], host: HostEnvironment): Promise<FoundCommand | null> {
  const ofTool = tool === 'claude' ? [path.join(host.homeFolder, '.claude', 'local')] : [];
  return findToolIn(tool, [...commandFolders(host), ...ofTool], host.platform);
}

/** Finds an account's own tool in the first of these folders that has it. Null if none has it. Never rejects. */
export async function findToolIn(
  tool: ProviderTool['command'],
  folders: readonly string[],
  platform: NodeJS.Platform,
): Promise<FoundCommand | null> {
  const find = platform === 'win32' ? findOnWindows : findOnPosix;
  for (const folder of folders) {
    const found = await find(folder, programs[tool], folders);
    if (found !== null) return found;
  }
  return null;
}

/** Finds a program of the user in the folders of programs. Null if there is none. Starts nothing. Never rejects. */
export async function findProgram(name: string, host: HostEnvironment): Promise<string | null> {
  const fileName = host.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of commandFolders(host)) {
    const file = path.join(folder, fileName);
    if (await isProgram(file)) return file;
  }
  return null;
}

/** A program by its name and, for Windows, by the files that npm installs for it. */
interface ToolProgram {
  readonly name: string;
  /** The parts of the program's path below `node_modules`; left out: npm installs only a script. */
  readonly binary?: readonly string[];
  /** The parts of the script's path below `node_modules`. */
  readonly script: readonly string[];
}

const programs: Readonly<Record<ProviderTool['command'], ToolProgram>> = {
  codex: { name: 'codex', script: ['@openai', 'codex', 'bin', 'codex.js'] },
  claude: {
    name: 'claude',
    binary: ['@anthropic-ai', 'claude-code', 'bin', 'claude.exe'],
    script: ['@anthropic-ai', 'claude-code', 'cli.js'],
  },
};

async function findOnPosix(folder: string, { name }: ToolProgram): Promise<FoundCommand | null> {
  const file = path.join(folder, name);
  return (await isProgram(file)) ? { file, before: [] } : null;
}

/** Only a shell can start the files that npm puts into a folder of programs, so the files behind them are started. */
async function findOnWindows(
  folder: string,
  { name, binary, script: parts }: ToolProgram,
  folders: readonly string[],
): Promise<FoundCommand | null> {
  const installed = binary === undefined ? [] : [path.join(folder, 'node_modules', ...binary)];
  for (const program of [path.join(folder, `${name}.exe`), ...installed]) {
    if (await isProgram(program)) return { file: program, before: [] };
  }
  const script = path.join(folder, 'node_modules', ...parts);
  if (!(await isProgram(script))) return null;
  // Windows would look for a bare name in the current folder first, where a project could have planted it.
  for (const place of [folder, ...folders]) {
    const node = path.join(place, 'node.exe');
    if (await isProgram(node)) return { file: node, before: [script] };
  }
  return null;
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
 * Returns the environment for a tool that uses the sign-in in a folder: what it needs to reach the system and the
 * network, and the variable that names the folder. It holds no variable of the app and no API key, so that the tool uses
 * only that sign-in.
 */
export function signInEnvironment(
  { command, folderVariable }: Pick<ProviderTool, 'command' | 'folderVariable'>,
  folder: string,
  host: HostEnvironment,
): Record<string, string> {
  const { environment, homeFolder, platform } = host;
  const kept = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && value !== '' && allowedVariables.has(name.toUpperCase()) ? [[name, value] as const] : [],
  );
  const PATH = commandFolders(host).join(platform === 'win32' ? ';' : ':');
  const common = { ...Object.fromEntries(kept), PATH };
  // With its variable, Claude Code would keep a part of the state of its default folder elsewhere.
  const isNamed = (variableOf(environment, folderVariable, platform) ?? '') !== '';
  const isDefault = command === 'claude' && path.resolve(folder) === path.resolve(homeFolder, '.claude');
  return isDefault && !isNamed ? common : { ...common, [folderVariable]: folder };
}

/** Returns the key of a tool's turns. Runs with the same key come one after the other. */
export function turnKeyOf({ command, runsAlone }: ProviderTool, folder: string): string {
  return runsAlone === true ? command : folder;
}

/** Returns a variable by its name. On Windows upper and lower case are the same. */
export function variableOf(environment: Environment, name: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== 'win32') return environment[name];
  return Object.entries(environment).find(([key]) => key.toUpperCase() === name)?.[1];
}
