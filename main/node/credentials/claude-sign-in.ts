import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import type { CredentialProblem } from '../../../core/polling/failure.ts';
import { yieldThread } from '../async.ts';
import { parseBaseUrl } from './base-url.ts';
import { parseClaudePlan, parseClaudeSignIn } from './claude-credentials.ts';
import { type ClaudeSignIn, statedAccount } from './claude-identity.ts';
import { type FileReading, readForeignJson, tokenFilePolicy } from './credential-file.ts';
import { readJsonMembers } from './json-scan.ts';
import type { Keychain } from './keychain.ts';
import {
  allFolders,
  parseFolderList,
  expandHome,
  realPathOf,
  displayPath,
  pathStatus,
  type DiscoveryEnvironment,
  environmentVariable,
} from './folders.ts';
import {
  type WatchedPath,
  type Credential,
  inFolder,
  type Sighting,
  type SightingOutcome,
  type SignInReading,
  withRefusedBaseUrl,
} from './sighting.ts';

const signInFile = '.credentials.json';
const keychainService = 'Claude Code-credentials';
/** The variable that sends the app to another service than the vendor's. */
export const claudeBaseUrlVariable = 'QUOTA_TRAY_CLAUDE_BASE_URL';
const defaultBaseUrl = 'https://api.anthropic.com';

interface ClaudePaths {
  readonly folder: string;
  readonly signIn: string;
  /** The state file that is in use now. It names the account; no secret, and large. */
  readonly state: string;
  /** Every place where Claude Code may keep the state file. */
  readonly statePlaces: readonly string[];
  /** The Keychain items that may hold the sign-in of this folder. */
  readonly keychainServices: readonly string[];
}

/**
 * Returns the paths for each folder of `CLAUDE_CONFIG_DIR`, or of the default folder, and for each folder in the settings.
 *
 * @param only Returns the paths of this folder alone, if it is one of them. Default: of all folders.
 */
export function claudePaths(surroundings: DiscoveryEnvironment, only?: string): readonly ClaudePaths[] {
  const { homeFolder } = surroundings;
  const defaultFolder = join(homeFolder, '.claude');
  const named = parseFolderList(surroundings, environmentVariable(surroundings, 'CLAUDE_CONFIG_DIR') ?? '');
  const more = surroundings.moreFolders?.().claude ?? [];
  const own = allFolders(surroundings, named.length === 0 ? [defaultFolder] : named, []);
  // The tool has one folder for the sign-in, so it says nothing about the single entries of a list.
  const secure = own.length === 1 ? surroundings.environment['CLAUDE_SECURESTORAGE_CONFIG_DIR'] : undefined;
  const [ownFolders, writtenNames] = [new Set(own), namesByFolder(surroundings, [...named, ...more])];
  const folders = allFolders(surroundings, own, more).filter((folder) => only === undefined || folder === only);
  return folders.map((folder) => {
    const isDefaultFolder = resolve(folder) === resolve(defaultFolder);
    const isNamed = named.length > 0 && ownFolders.has(folder);
    const statePlaces = statePlacesOf(folder, isDefaultFolder ? homeFolder : homeOf(folder), isNamed);
    const state = stateInUse(statePlaces);
    if (secure !== undefined && ownFolders.has(folder)) {
      const signIn = join(secure === '' ? defaultFolder : expandHome(surroundings, secure), signInFile);
      return {
        folder,
        signIn,
        state,
        statePlaces,
        keychainServices: [secure === '' ? keychainService : serviceOf(secure)],
      };
    }
    const names = writtenNames.get(folder) ?? [];
    // The tool hashes its variable as it is written. A setting may be written in another way.
    const services = [...names, folder, resolve(folder)].map(serviceOf);
    return {
      ...{ folder, signIn: join(folder, signInFile), state, statePlaces },
      keychainServices: [...new Set(isDefaultFolder ? [keychainService, ...services] : services)],
    };
  });
}

/** Returns the names as they are written, by the folder that each means. */
function namesByFolder(surroundings: DiscoveryEnvironment, names: readonly string[]): ReadonlyMap<string, string[]> {
  const byFolder = new Map<string, string[]>();
  for (const name of names) {
    const folder = expandHome(surroundings, name);
    const known = byFolder.get(folder);
    if (known === undefined) byFolder.set(folder, [name]);
    else known.push(name);
  }
  return byFolder;
}

/**
 * Returns the places of the state file, the most likely first. Claude Code keeps it in the folder that its variable
 * names. Without the variable it keeps it beside the default folder. A program that was started from the desktop may not
 * see the variable of a shell, so both places of the default folder count.
 *
 * @param homeFolder The home folder whose default folder this is; null: it is nobody's default folder.
 * @param isNamed True: the variable names this folder.
 */
export function statePlacesOf(folder: string, homeFolder: string | null, isNamed: boolean): readonly string[] {
  const [inside, older] = [join(folder, '.claude.json'), join(folder, '.config.json')];
  if (homeFolder === null) return [older, inside];
  const beside = join(homeFolder, '.claude.json');
  return isNamed ? [older, inside, beside] : [older, beside, inside];
}

/**
 * Returns the home folder whose default folder has this path, such as that of a user inside WSL or of a container. Null
 * where the name is another one.
 */
function homeOf(folder: string): string | null {
  return basename(folder) === '.claude' ? dirname(resolve(folder)) : null;
}

/**
 * Returns the state file in use of the places of a folder: the one that exists, an older version's file first, as in
 * Claude Code itself.
 */
export function stateInUse([older = '', usual = '', other]: readonly string[]): string {
  if (isOlderStateInUse(older)) return older;
  const isFile = (path: string): boolean => pathStatus(path)?.isFile() === true;
  return other !== undefined && !isFile(usual) && isFile(other) ? other : usual;
}

/** Claude Code ignores a folder of this name, and an empty file that it cannot write. */
function isOlderStateInUse(path: string): boolean {
  const status = pathStatus(path);
  return status !== null && status.isFile() && (status.size > 0 || (status.mode & 0o222) !== 0);
}

/** Returns the Keychain item in which Claude Code keeps the sign-in of a folder from `CLAUDE_CONFIG_DIR`. */
function serviceOf(folder: string): string {
  return `${keychainService}-${createHash('sha256').update(folder.normalize('NFC')).digest('hex').slice(0, 8)}`;
}

/** Returns every path whose change can change the result of `findClaudeSignIns`. */
export function claudeWatchedPaths(surroundings: DiscoveryEnvironment): readonly WatchedPath[] {
  return claudePaths(surroundings).flatMap(({ folder, signIn, statePlaces }) =>
    [signIn, ...statePlaces].map((path) => ({ folder, path })),
  );
}

/** Returns the account of a sign-in. */
export type IdentifyClaude = (signIn: ClaudeSignIn) => Promise<SightingOutcome>;

/**
 * Finds the sign-ins of Claude Code. Never throws.
 *
 * @param only Reads only this folder, if it is one of them. Default: all folders.
 */
export async function findClaudeSignIns(
  surroundings: DiscoveryEnvironment,
  keychain: Keychain | null,
  identify: IdentifyClaude,
  only?: string,
): Promise<readonly Sighting[]> {
  const setting = environmentVariable(surroundings, claudeBaseUrlVariable);
  const baseUrl = setting === undefined ? defaultBaseUrl : parseBaseUrl(setting);
  const paths = claudePaths(surroundings, only);
  const sightings: Sighting[] = [];
  for (let from = 0; from < paths.length; from += partSize) {
    if (from > 0) await yieldThread();
    const part = paths.slice(from, from + partSize);
    const found = await Promise.all(
      part.map((entry) => lookInFolder({ surroundings, keychain, identify, baseUrl }, entry)),
    );
    sightings.push(...found.flat());
  }
  return baseUrl === null ? withRefusedBaseUrl(sightings, 'claude', claudeBaseUrlVariable) : sightings;
}

/** How many folders are looked into together, before other work has its turn. */
const partSize = 16;

interface Look {
  readonly surroundings: DiscoveryEnvironment;
  readonly keychain: Keychain | null;
  readonly identify: IdentifyClaude;
  /** null: no token may be sent, so the tool's own state names the account. */
  readonly baseUrl: string | null;
}

/** The content of one place of a folder. */
interface PlaceReading {
  readonly place: string;
  readonly reading: SignInReading;
  readonly plan: string | null;
}

type SignedIn = PlaceReading & { readonly reading: { readonly kind: 'signed-in'; readonly credential: Credential } };

/**
 * Reads the sign-in of one folder. Several places can hold one: an older version left it in the file, and a
 * newer version uses the Keychain. The sign-in that expires last is the one in use.
 */
async function lookInFolder(look: Look, paths: ClaudePaths): Promise<readonly Sighting[]> {
  const { surroundings, baseUrl } = look;
  const [places, realFolder, state] = await Promise.all([
    readPlaces(look, paths),
    realPathOf(paths.folder),
    readJsonMembers(paths.state, ['oauthAccount'], surroundings.platform),
  ]);
  const about = { provider: 'claude', lookedInto: paths.folder, realFolder } as const;
  const signIns = places.filter((each): each is SignedIn => each.reading.kind === 'signed-in').sort(byExpiry);
  const [newest] = signIns;
  const others = places.flatMap(({ place, reading }): readonly Sighting[] => {
    if (reading.kind === 'signed-in') return [];
    const isBeside = reading.kind === 'problem' && newest !== undefined;
    return [{ ...about, place, outcome: reading, ...(isBeside ? { isRemark: true, isHarmless: true } : {}) }];
  });
  if (newest === undefined) return others;
  const identify = baseUrl === null ? statedAccount : look.identify;
  const identified = await identify({
    ...{ realFolder, baseUrl: baseUrl ?? defaultBaseUrl, state },
    credential: newest.reading.credential,
    plan: newest.plan,
  });
  const outcome = inFolder(identified, displayPath(surroundings, paths.folder));
  const found: Sighting = { ...about, place: signIns.map(({ place }) => place).join(', '), outcome };
  if (state.kind !== 'problem') return [found, ...others];
  const remark = { kind: 'problem', problem: identityProblem(state.problem) } as const;
  const statePlace = displayPath(surroundings, paths.state);
  const isKnown = outcome.kind === 'account' ? { isHarmless: true as const } : {};
  return [found, ...others, { ...about, place: statePlace, outcome: remark, isRemark: true, ...isKnown }];
}

/** Returns the problem as one of the state file, which has its own sentences because it is not the sign-in. */
function identityProblem(problem: CredentialProblem): CredentialProblem {
  return problem === 'malformed' || problem === 'too-large' ? `identity-${problem}` : 'identity-unreadable';
}

function byExpiry(one: SignedIn, other: SignedIn): number {
  const endOf = ({ reading }: SignedIn): number => reading.credential.expiresAtMs ?? 0;
  return endOf(other) - endOf(one);
}

async function readPlaces({ surroundings, keychain }: Look, paths: ClaudePaths): Promise<readonly PlaceReading[]> {
  const file = readForeignJson(paths.signIn, tokenFilePolicy, surroundings.platform);
  const items = keychain === null ? [] : paths.keychainServices;
  const [fromFile, ...fromKeychain] = await Promise.all([
    file.then((reading) => placeReading(displayPath(surroundings, paths.signIn), reading)),
    ...items.map(async (service) => {
      const item = (await keychain?.read(service)) ?? { kind: 'missing' as const };
      const reading: FileReading = item.kind === 'unreadable' ? { kind: 'problem', problem: 'unreadable' } : item;
      return placeReading(`${keychain?.name ?? ''}: ${service}`, reading);
    }),
  ]);
  return [fromFile, ...fromKeychain];
}

function placeReading(place: string, file: FileReading): PlaceReading {
  if (file.kind === 'missing') return { place, reading: { kind: 'nothing' }, plan: null };
  if (file.kind === 'problem') return { place, reading: file, plan: null };
  return { place, reading: parseClaudeSignIn(file.text), plan: parseClaudePlan(file.text) };
}
