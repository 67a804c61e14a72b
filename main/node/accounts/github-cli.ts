import { join, win32 } from 'node:path';
import { isUsableKey } from '../../../core/accounts/added-account.ts';
import { runProgram } from '../child-process/run.ts';
import { commandFolders, findProgram, variableOf } from '../child-process/tool-command.ts';
import { readForeignFile, tokenFilePolicy } from '../credentials/credential-file.ts';
import { type DiscoveryEnvironment, displayPath, environmentVariable } from '../credentials/folders.ts';
import { gitHubUser, type KeptKey, type KeptKeys, placeProblem } from './kept-keys.ts';
import { minuteMs } from '../../../core/units/time.ts';

export interface GitHubCliOptions extends DiscoveryEnvironment {
  /** Finds the program. Default: in `PATH` and the usual folders. */
  readonly findGh?: () => Promise<string | null>;
  readonly timeoutMs?: number;
}

/** The GitHub command line, which keeps the tokens of its users in its file or in the system's keyring. */
export interface GitHubCli {
  /** Returns who is signed in to github.com. Reads one file, starts nothing and reads no token. Never throws. */
  readonly users: () => Promise<KeptKeys>;
  /** Asks the program for the token of a user. The system may ask the user to unlock a keyring. Null: it gave none. */
  readonly tokenOf: (user: string) => Promise<string | null>;
}

/** Creates the reader of the GitHub command line. The program itself runs only for `tokenOf`. */
export function createGitHubCli(options: GitHubCliOptions): GitHubCli {
  const find = options.findGh ?? (() => findProgram('gh', options));
  const hostsFile = join(configFolder(options), 'hosts.yml');

  async function readHosts(): Promise<GitHubUsers | KeptKeys> {
    const reading = await readForeignFile(hostsFile, tokenFilePolicy, options.platform);
    if (reading.kind === 'text') return parseHosts(reading.text);
    const place = displayPath(options, hostsFile);
    const unread = reading.kind === 'missing' ? [] : [{ place, problem: placeProblem(reading.problem) }];
    return { keys: [], unread };
  }

  return Object.freeze({
    users: async () => {
      const hosts = await readHosts();
      if ('unread' in hosts) return hosts;
      if (hosts.users.length === 0 || (await find().catch(() => null)) === null) return { keys: [], unread: [] };
      const place = displayPath(options, hostsFile);
      const keys = hosts.users.map((user): KeptKey => ({ tool: 'github-cli', entry: user, user, place, secret: null }));
      return { keys, unread: [] };
    },
    tokenOf: async (user) => {
      const [hosts, file] = await Promise.all([readHosts(), find().catch(() => null)]);
      if ('unread' in hosts || file === null || !hosts.users.includes(user)) return null;
      const named = hosts.hasSeveral ? ['--user', user] : [];
      const end = await runProgram(
        {
          file,
          args: ['auth', 'token', '--hostname', 'github.com', ...named],
          environment: environmentOf(options),
          folder: options.homeFolder,
          children: 'end',
        },
        { timeoutMs: options.timeoutMs ?? minuteMs, maximumOutputBytes: 64 * 1024 },
      );
      const token = end.kind === 'ended' && end.code === 0 ? end.output.toString('utf8').trim() : '';
      return token !== '' && isUsableKey(token) ? token : null;
    },
  } satisfies GitHubCli);
}

function configFolder(surroundings: DiscoveryEnvironment): string {
  const { homeFolder, platform } = surroundings;
  const own = environmentVariable(surroundings, 'GH_CONFIG_DIR');
  if (own !== undefined) return own;
  const config = environmentVariable(surroundings, 'XDG_CONFIG_HOME');
  if (config !== undefined) return join(config, 'gh');
  if (platform !== 'win32') return join(homeFolder, '.config', 'gh');
  const roaming = environmentVariable(surroundings, 'APPDATA') ?? win32.join(homeFolder, 'AppData', 'Roaming');
  return join(roaming, 'GitHub CLI');
}

/** The variables that `gh` needs to find its settings and the keyring. None of them is a token. */
const allowedVariables = [
  ...['HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'SYSTEMROOT', 'GH_CONFIG_DIR', 'XDG_CONFIG_HOME'],
  ...['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'],
];

/** Returns an environment without `GH_TOKEN`, so that the program answers with the token of its own sign-in. */
function environmentOf(options: DiscoveryEnvironment): Readonly<Record<string, string>> {
  const { environment, homeFolder, platform } = options;
  const kept = allowedVariables.flatMap((name) => {
    const value = variableOf(environment, name, platform);
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const separator = platform === 'win32' ? ';' : ':';
  return {
    HOME: homeFolder,
    ...Object.fromEntries(kept),
    PATH: commandFolders(options).join(separator),
    GH_PROMPT_DISABLED: '1',
    GH_NO_UPDATE_NOTIFIER: '1',
  };
}

interface GitHubUsers {
  /** The user in use comes first. */
  readonly users: readonly string[];
  /** True for a version that keeps several users, so that the program takes `--user`. */
  readonly hasSeveral: boolean;
}

const mostUsers = 20;

/**
 * Parses the users of github.com in `hosts.yml`. The file is YAML, of which the program itself writes only nested
 * maps. What is not understood is no user. Reads no token.
 */
export function parseHosts(text: string): GitHubUsers {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const start = lines.findIndex((line) => /^["']?github\.com["']?:\s*$/.test(line));
  if (start === -1) return { users: [], hasSeveral: false };
  const rest = lines.slice(start + 1).filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  const end = rest.findIndex((line) => /^\S/.test(line));
  const host = membersOf(end === -1 ? rest : rest.slice(0, end));
  const listed = host.find(({ key }) => key === 'users');
  const active = gitHubUser(host.find(({ key }) => key === 'user')?.value ?? null);
  const others = listed === undefined ? [] : membersOf(listed.below).map(({ key }) => gitHubUser(key));
  const users = [active, ...others].filter((user) => user !== null);
  return { users: [...new Set(users)].slice(0, mostUsers), hasSeveral: listed !== undefined };
}

interface Member {
  readonly key: string;
  readonly value: string;
  /** The deeper lines that follow. */
  readonly below: readonly string[];
}

/** Returns the members of a map: the lines with the indent of the first one, each with its deeper lines. */
function membersOf(lines: readonly string[]): readonly Member[] {
  const indentOf = (line: string): number => line.length - line.trimStart().length;
  const indent = indentOf(lines[0] ?? '');
  const starts = lines.flatMap((line, index) => (indentOf(line) === indent ? [index] : []));
  return starts.flatMap((at, index) => {
    const parts = /^\s*["']?([^"':]+)["']?:\s*["']?([^"']*)["']?\s*$/.exec(lines[at] ?? '');
    const below = lines.slice(at + 1, starts[index + 1] ?? lines.length);
    return parts === null ? [] : [{ key: parts[1] ?? '', value: (parts[2] ?? '').trim(), below }];
  });
}
