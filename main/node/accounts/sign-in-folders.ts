import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { join, win32 } from 'node:path';
import { createHash } from 'node:crypto';
import type { FolderWhere, FoundFolder, UnreadPlace } from '../../../core/accounts/suggestion.ts';
import { runProgram } from '../child-process/run.ts';
import { variableOf } from '../child-process/tool-command.ts';
import { statedAccount } from '../credentials/claude-identity.ts';
import { claudePaths, findClaudeSignIns } from '../credentials/claude-sign-in.ts';
import type { CodexKeyring } from '../credentials/codex-keyring.ts';
import { codexPaths, findCodexSignIns } from '../credentials/codex-sign-in.ts';
import { type DiscoveryEnvironment, displayPath, realPathOf } from '../credentials/folders.ts';
import type { Keychain } from '../credentials/keychain.ts';
import type { Sighting } from '../credentials/sighting.ts';
import { placeProblem } from './kept-keys.ts';

type Tool = FoundFolder['tool'];

/** A folder that may hold a sign-in. */
interface Candidate {
  readonly tool: Tool;
  readonly folder: string;
  readonly where: FolderWhere;
}

export interface SignInFoldersOptions extends DiscoveryEnvironment {
  /** The system's stores of sign-ins; null: there is none. */
  readonly keychain: Keychain | null;
  readonly codexKeyring: CodexKeyring | null;
  /** The folder in which a dev container keeps its workspaces. Default: `/workspaces`. */
  readonly workspaces?: string;
  /** Returns the home folders of the running Linux distributions. Default: asks `wsl.exe` on Windows. */
  readonly wslHomes?: () => Promise<readonly string[]>;
}

/** More folders than anybody switches between. */
const mostFolders = 64;
const mostCandidates = 4_000;

/**
 * Finds folders with a sign-in of Codex or Claude Code that this app does not read yet: beside the usual folder, in the
 * home folders of running Linux distributions on Windows, and in the volumes of containers that belong to this user.
 * Reads them as it reads every sign-in. Asks no service. Never throws.
 */
export async function findSignInFolders(options: SignInFoldersOptions): Promise<{
  readonly folders: readonly FoundFolder[];
  readonly unread: readonly UnreadPlace[];
}> {
  const known = await Promise.all(
    [...claudePaths(options), ...codexPaths(options)].map(({ folder }) => realPathOf(folder)),
  );
  const isKnown = new Set(known);
  const seen = new Set<string>();
  const folders: FoundFolder[] = [];
  const unread: UnreadPlace[] = [];
  for (const candidate of await candidatesOf(options)) {
    const realFolder = await realPathOf(candidate.folder);
    if (isKnown.has(realFolder) || seen.has(`${candidate.tool} ${realFolder}`)) continue;
    seen.add(`${candidate.tool} ${realFolder}`);
    for (const sighting of await lookIn(candidate, options)) {
      const found = foundIn(candidate, sighting, options);
      if (found === null) continue;
      if ('problem' in found) unread.push(found);
      else folders.push(found);
    }
  }
  return { folders, unread };
}

/** Reads one folder as if the settings named it, and no other one. */
function lookIn({ tool, folder }: Candidate, options: SignInFoldersOptions): Promise<readonly Sighting[]> {
  const alone = { codex: tool === 'codex' ? [folder] : [], claude: tool === 'claude' ? [folder] : [] };
  const surroundings = { ...options, environment: {}, moreFolders: () => alone };
  return tool === 'codex'
    ? findCodexSignIns(surroundings, options.codexKeyring, folder)
    : findClaudeSignIns(surroundings, options.keychain, statedAccount, folder);
}

function foundIn(
  { tool, folder, where }: Candidate,
  { outcome, place, isRemark }: Sighting,
  options: DiscoveryEnvironment,
): FoundFolder | UnreadPlace | null {
  if (isRemark === true || outcome.kind === 'nothing') return null;
  if (outcome.kind === 'problem') {
    const problem = placeProblem(outcome.problem);
    return problem === outcome.problem ? { place, problem } : null;
  }
  const { id: accountId, email: user } = outcome.account;
  const hash = createHash('sha256').update(folder, 'utf8').digest('hex').slice(0, 8);
  return { tool, folder, where, place: displayPath(options, folder), accountId, user, hash };
}

async function candidatesOf(options: SignInFoldersOptions): Promise<readonly Candidate[]> {
  const [home, wsl, containers] = await Promise.all([
    besideHome(options),
    wslFolders(options),
    containerFolders(options),
  ]);
  const all = [...home, ...wsl, ...containers].slice(0, mostCandidates);
  const isUsed = await Promise.all(all.map(hasFiles));
  return all.filter((_, index) => isUsed[index] === true).slice(0, mostFolders);
}

/** The files of a folder in use, of which one is there. A sign-in itself may be in a keyring. */
const filesOf: Readonly<Record<Tool, readonly string[]>> = {
  codex: ['auth.json', 'config.toml'],
  claude: ['.credentials.json', '.claude.json'],
};

async function hasFiles({ tool, folder }: Candidate): Promise<boolean> {
  const readable = await Promise.all(filesOf[tool].map((file) => isReadable(join(folder, file))));
  return readable.includes(true);
}

/** The folders that people use to switch between accounts: `~/.codex-work`, `~/.claude2`, `~/.config/claude`. */
async function besideHome({ homeFolder }: DiscoveryEnvironment): Promise<readonly Candidate[]> {
  const names = await namesIn(homeFolder);
  const second = names.flatMap((name): readonly Candidate[] => {
    const tool = /^\.(codex|claude)[-_.]?[\w-][\w.-]*$/.exec(name)?.[1];
    return tool === undefined ? [] : [{ tool: tool as Tool, folder: join(homeFolder, name), where: 'home' }];
  });
  const config = (['codex', 'claude'] as const).map((tool): Candidate => ({
    tool,
    folder: join(homeFolder, '.config', tool),
    where: 'home',
  }));
  // The usual folder is not read where a variable names another one.
  return [...usualFolders(homeFolder, 'home'), ...config, ...second];
}

async function wslFolders(options: SignInFoldersOptions): Promise<readonly Candidate[]> {
  const homes = await (options.wslHomes ?? (() => runningWslHomes(options)))();
  return homes.flatMap((home) => usualFolders(home, 'wsl'));
}

function usualFolders(home: string, where: FolderWhere): readonly Candidate[] {
  return (['codex', 'claude'] as const).map((tool) => ({ tool, where, folder: join(home, `.${tool}`) }));
}

const wslAnswerMs = 10_000;
const wslVariables = ['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'PROGRAMFILES', 'USERPROFILE', 'LOCALAPPDATA', 'TEMP'];
const mostDistributions = 16;

/** Asks `wsl.exe` for the running distributions only, because a look into another one would start it. */
async function runningWslHomes({ environment, platform }: DiscoveryEnvironment): Promise<readonly string[]> {
  const systemRoot = variableOf(environment, 'SYSTEMROOT', platform);
  if (platform !== 'win32' || systemRoot === undefined) return [];
  const end = await runProgram(
    {
      file: win32.join(systemRoot, 'System32', 'wsl.exe'),
      args: ['--list', '--quiet', '--running'],
      environment: Object.fromEntries(
        wslVariables.flatMap((name) => {
          const value = variableOf(environment, name, platform);
          return value === undefined ? [] : [[name, value]];
        }),
      ),
      children: 'leave',
    },
    { timeoutMs: wslAnswerMs, maximumOutputBytes: 64 * 1024 },
  );
  if (end.kind !== 'ended' || end.code !== 0) return [];
  const homes = await Promise.all(parseDistributions(end.output).map(homesOf));
  return homes.flat();
}

/** The names under which Windows shows the files of a distribution. Windows 10 may know only the older one. */
const wslHosts: readonly string[] = ['wsl.localhost', 'wsl$'];

async function homesOf(distribution: string): Promise<readonly string[]> {
  const roots = wslHosts.map((host) => `\\\\${host}\\${distribution}`);
  const known = await Promise.all(roots.map(async (root) => ((await namesIn(root)).length > 0 ? root : null)));
  const root = known.find((each) => each !== null) ?? null;
  if (root === null) return [];
  const users = await namesIn(win32.join(root, 'home'));
  return [win32.join(root, 'root'), ...users.map((user) => win32.join(root, 'home', user))];
}

/**
 * Parses the list of `wsl.exe`, which writes UTF-16 unless `WSL_UTF8` is set. The distributions of Docker hold no home
 * folders.
 */
export function parseDistributions(output: Buffer): readonly string[] {
  const text = output.includes(0) ? output.toString('utf16le') : output.toString('utf8');
  const names = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((name) => name.trim());
  return names
    .filter((name) => /^[\w][\w .-]{0,99}$/.test(name) && !name.startsWith('docker-desktop'))
    .slice(0, mostDistributions);
}

/**
 * The volumes of Docker and Podman that run as this user, and the folder that a dev container keeps. A volume may be
 * the folder of a tool, or a whole home folder. The volumes of Docker that runs as root are not visible to a user.
 */
async function containerFolders(options: SignInFoldersOptions): Promise<readonly Candidate[]> {
  const { homeFolder, platform, workspaces = '/workspaces' } = options;
  if (platform === 'win32') return [];
  const stores = [
    join(homeFolder, '.local', 'share', 'docker', 'volumes'),
    join(homeFolder, '.local', 'share', 'containers', 'storage', 'volumes'),
  ];
  const volumes = await Promise.all(
    stores.map(async (store) => (await namesIn(store)).map((name) => join(store, name, '_data'))),
  );
  const inVolumes = volumes
    .flat()
    .flatMap((folder): readonly Candidate[] => [
      { tool: 'codex', folder, where: 'container' },
      { tool: 'claude', folder, where: 'container' },
      ...usualFolders(folder, 'container'),
    ]);
  return [...usualFolders(workspaces, 'container'), ...inVolumes];
}

const mostNames = 1_000;

async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): readonly string[] => []);
  return names.slice(0, mostNames).sort();
}

async function isReadable(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}
