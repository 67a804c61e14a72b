import { join, win32 } from 'node:path';
import { isUsableKey } from '../../../core/accounts/added-account.ts';
import type { FoundKey, PlaceProblem, UnreadPlace } from '../../../core/accounts/suggestion.ts';
import type { CredentialProblem } from '../../../core/polling/failure.ts';
import { asName, asRecord, type JsonRecord, parseJson } from '../../../core/units/json.ts';
import { readForeignJson, tokenFilePolicy } from '../credentials/credential-file.ts';
import { type DiscoveryEnvironment, displayPath, environmentVariable } from '../credentials/folders.ts';

/** A key that another program keeps in a file. Unlike a `FoundKey` it holds the secret, so it never leaves this folder. */
export interface KeptKey extends Omit<FoundKey, 'fingerprint'> {
  /** Null: only the program itself gives it. */
  readonly secret: string | null;
}

export interface KeptKeys {
  readonly keys: readonly KeptKey[];
  readonly unread: readonly UnreadPlace[];
}

/** An entry of a file, before the file is named. */
type Entry = Pick<KeptKey, 'entry' | 'user'> & { readonly secret: string };

/** More entries than any program has. The rest of a larger file is not looked at. */
const mostEntries = 200;

/**
 * Reads the keys that OpenCode keeps in `auth.json`. The file is in the same place on every system. Never throws.
 */
export function readOpenCodeKeys(surroundings: DiscoveryEnvironment): Promise<KeptKeys> {
  const data = environmentVariable(surroundings, 'XDG_DATA_HOME') ?? join(surroundings.homeFolder, '.local', 'share');
  return readKeyFile(surroundings, 'opencode', join(data, 'opencode', 'auth.json'), openCodeEntries);
}

/**
 * Reads the GitHub tokens that Copilot's editor plugins keep in `apps.json` and, in older versions, in `hosts.json`.
 * Never throws.
 */
export async function readCopilotTokens(surroundings: DiscoveryEnvironment): Promise<KeptKeys> {
  const folder = copilotFolder(surroundings);
  const files = ['apps.json', 'hosts.json'].map((name) => join(folder, name));
  const read = await Promise.all(files.map((file) => readKeyFile(surroundings, 'copilot', file, copilotEntries)));
  return { keys: read.flatMap(({ keys }) => keys), unread: read.flatMap(({ unread }) => unread) };
}

function copilotFolder(surroundings: DiscoveryEnvironment): string {
  const { homeFolder, platform } = surroundings;
  if (platform === 'win32') {
    const local = environmentVariable(surroundings, 'LOCALAPPDATA') ?? win32.join(homeFolder, 'AppData', 'Local');
    return join(local, 'github-copilot');
  }
  const config = environmentVariable(surroundings, 'XDG_CONFIG_HOME') ?? join(homeFolder, '.config');
  return join(config, 'github-copilot');
}

async function readKeyFile(
  surroundings: DiscoveryEnvironment,
  tool: KeptKey['tool'],
  path: string,
  entriesOf: (file: JsonRecord) => readonly Entry[],
): Promise<KeptKeys> {
  const place = displayPath(surroundings, path);
  const reading = await readForeignJson(path, tokenFilePolicy, surroundings.platform);
  if (reading.kind === 'missing') return { keys: [], unread: [] };
  if (reading.kind === 'problem') return { keys: [], unread: [{ place, problem: placeProblem(reading.problem) }] };
  const file = asRecord(parseJson(reading.text));
  if (file === null) return { keys: [], unread: [{ place, problem: 'malformed' }] };
  return { keys: entriesOf(file).map((entry) => ({ ...entry, tool, place })), unread: [] };
}

/**
 * Returns the keys of OpenCode's file: `{"<service>": {"type": "api", "key"}}`. Of its sign-ins only Copilot's counts,
 * whose `refresh` is a GitHub token that does not expire. The others are renewed by OpenCode alone.
 */
function openCodeEntries(file: JsonRecord): readonly Entry[] {
  return entriesIn(file).flatMap(([entry, value]) => {
    const isCopilot = entry === 'github-copilot' && value['type'] === 'oauth' && (value['enterpriseUrl'] ?? '') === '';
    const secret = secretOf(value['type'] === 'api' ? value['key'] : isCopilot ? value['refresh'] : undefined);
    return secret === null ? [] : [{ entry, secret, user: null }];
  });
}

/** Returns the tokens of github.com: the key is `github.com` or `github.com:<client>`. Other hosts are another service. */
function copilotEntries(file: JsonRecord): readonly Entry[] {
  return entriesIn(file).flatMap(([key, value]) => {
    const secret = /^github\.com(:|$)/.test(key) ? secretOf(value['oauth_token']) : null;
    const user = gitHubUser(value['user']);
    return secret === null ? [] : [{ entry: user ?? 'github.com', secret, user }];
  });
}

function entriesIn(file: JsonRecord): readonly (readonly [string, JsonRecord])[] {
  return Object.entries(file)
    .slice(0, mostEntries)
    .flatMap(([key, value]) => {
      const record = asRecord(value);
      return record === null ? [] : [[key, record] as const];
    });
}

function secretOf(value: unknown): string | null {
  const secret = typeof value === 'string' ? value.trim() : '';
  return secret !== '' && isUsableKey(secret) ? secret : null;
}

/** Returns the name if GitHub allows it as the name of a user, or null. */
export function gitHubUser(value: unknown): string | null {
  const name = asName(value);
  return name !== null && /^[A-Za-z0-9][\w-]{0,99}$/.test(name) ? name : null;
}

/** Returns the problem of a file in the words of this search. */
export function placeProblem(problem: CredentialProblem): PlaceProblem {
  switch (problem) {
    case 'symbolic-link':
    case 'too-large':
    case 'open-to-others':
    case 'malformed':
      return problem;
    default:
      return 'unreadable';
  }
}
