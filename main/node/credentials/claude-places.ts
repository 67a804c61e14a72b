import { join, resolve } from 'node:path';
import { readBaseUrl } from './base-url.ts';
import { readClaudeIdentity, readClaudePlan, readClaudeSignIn } from './claude-credentials.ts';
import { type FileReading, readForeignFile, settingsFilePolicy, tokenFilePolicy } from './credential-file.ts';
import type { Keychain } from './keychain.ts';
import { allFolders, realPathOf, spokenPath, type Surroundings, variable } from './places.ts';
import type { Sighting, SightingOutcome } from './sighting.ts';

const keychainService = 'Claude Code-credentials';
const baseUrlVariable = 'QUOTA_TRAY_CLAUDE_BASE_URL';
const defaultBaseUrl = 'https://api.anthropic.com';

interface ClaudePaths {
  readonly folder: string;
  readonly signIn: string;
  /** Who is signed in; no secret, and large. */
  readonly state: string;
  /** The Keychain holds one sign-in, that of the default folder. */
  readonly isDefaultFolder: boolean;
}

/** One entry per folder of `CLAUDE_CONFIG_DIR` (a path list, also with commas), else the default one. */
export function claudePaths(surroundings: Surroundings): readonly ClaudePaths[] {
  const { homeFolder, platform } = surroundings;
  const defaultFolder = join(homeFolder, '.claude');
  const list = variable(surroundings, 'CLAUDE_CONFIG_DIR');
  const folders = (list ?? '').split(platform === 'win32' ? /[;,]/ : /[:,]/).map((entry) => entry.trim());
  const named = folders.filter((entry) => entry !== '');
  const own = named.length === 0 ? [defaultFolder] : named;
  return allFolders(surroundings, own, surroundings.moreFolders?.().claude ?? []).map((folder) => {
    const isDefaultFolder = resolve(folder) === resolve(defaultFolder);
    // Only where no folder was named does the tool keep its state beside the folder, not in it.
    const state =
      isDefaultFolder && named.length === 0 ? join(homeFolder, '.claude.json') : join(folder, '.claude.json');
    return { folder, signIn: join(folder, '.credentials.json'), state, isDefaultFolder };
  });
}

/** Every path whose change may change what `lookForClaude` sees. */
export function claudeWatchedPaths(surroundings: Surroundings): readonly string[] {
  return claudePaths(surroundings).flatMap(({ signIn, state }) => [signIn, state]);
}

/**
 * Looks where Claude Code keeps its sign-ins. Never throws.
 *
 * @param only Looks into this folder alone, if it is one of them; left out: into all.
 */
export async function lookForClaude(
  surroundings: Surroundings,
  keychain: Keychain | null,
  only?: string,
): Promise<readonly Sighting[]> {
  const setting = variable(surroundings, baseUrlVariable);
  const baseUrl = setting === undefined ? defaultBaseUrl : readBaseUrl(setting);
  const paths = claudePaths(surroundings).filter(({ folder }) => only === undefined || folder === only);
  const sightings = await Promise.all(paths.map((entry) => lookInFolder(surroundings, keychain, entry, baseUrl)));
  const outcome = { kind: 'problem', problem: 'bad-base-url' } as const;
  return baseUrl === null
    ? [
        ...sightings.flat().filter((sighting) => sighting.outcome.kind !== 'account'),
        { provider: 'claude', place: baseUrlVariable, outcome },
      ]
    : sightings.flat();
}

async function lookInFolder(
  surroundings: Surroundings,
  keychain: Keychain | null,
  paths: ClaudePaths,
  baseUrl: string | null,
): Promise<readonly Sighting[]> {
  const { platform } = surroundings;
  const [file, state, realFolder] = await Promise.all([
    readForeignFile(paths.signIn, tokenFilePolicy, platform),
    readForeignFile(paths.state, settingsFilePolicy, platform),
    realPathOf(paths.folder),
  ]);
  const judge = (reading: FileReading): SightingOutcome =>
    judgeSignIn(reading, state.kind === 'text' ? state.text : null, realFolder, baseUrl ?? defaultBaseUrl);
  const atFile: Sighting = {
    provider: 'claude',
    place: spokenPath(surroundings, paths.signIn),
    lookedInto: paths.folder,
    outcome: judge(file),
  };
  if (keychain === null || !paths.isDefaultFolder || file.kind !== 'missing') {
    return [atFile];
  }
  const item = await keychain.read(keychainService);
  const reading: FileReading = item.kind === 'unreadable' ? { kind: 'problem', problem: 'unreadable' } : item;
  const place = `${keychain.name}: ${keychainService}`;
  return [atFile, { provider: 'claude', place, lookedInto: paths.folder, outcome: judge(reading) }];
}

function judgeSignIn(
  reading: FileReading,
  stateText: string | null,
  realFolder: string,
  baseUrl: string,
): SightingOutcome {
  if (reading.kind !== 'text') {
    return reading.kind === 'missing' ? { kind: 'nothing' } : reading;
  }
  const signIn = readClaudeSignIn(reading.text);
  if (signIn.kind !== 'signed-in') {
    return signIn;
  }
  const { id, email, organizationId } = readClaudeIdentity(stateText, realFolder);
  const plan = readClaudePlan(reading.text);
  const account = {
    id,
    provider: 'claude',
    label: email ?? 'Claude',
    email,
    plan,
    vendorAccountId: null,
    organizationId,
    baseUrl,
  } as const;
  return { kind: 'account', account, folder: realFolder, credential: signIn.credential };
}
