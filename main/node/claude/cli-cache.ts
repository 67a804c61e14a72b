import { join } from 'node:path';

import type { ObservationSource, SignedInFolder } from '../../../core/ports.ts';
import {
  parseClaudeStateFile,
  stateFileKeys,
  type StateFileObservation,
} from '../../../core/providers/claude/state-file.ts';
import { providers } from '../../../core/providers/registry.ts';
import { asRecord } from '../../../core/units/json.ts';
import type { Observation } from '../../../core/usage/observation.ts';
import { claudeIdentityOf } from '../credentials/claude-credentials.ts';
import { claudePaths, stateInUse, statePlacesOf } from '../credentials/claude-sign-in.ts';
import { readJsonMembers } from '../credentials/json-scan.ts';
import { type DiscoveryEnvironment, pathStatus } from '../credentials/folders.ts';
import { yieldThread } from '../async.ts';
import { watchPaths } from '../watch/path-watcher.ts';
import { realPathOf } from './settings-files.ts';

interface ClaudeCliCacheOptions {
  readonly surroundings: DiscoveryEnvironment;
  readonly nowMs: () => number;
  readonly observe: (accountId: string, observation: Observation) => void;
  /** How long the file must stay unchanged before it is read, because Claude Code rewrites it often. */
  readonly quietMs?: number;
}

/** How many files are read and reported together. Each part is one change of the accounts. */
const partSize = 16;

interface ClaudeCliCache extends ObservationSource {
  /** Resolves when each followed file was read once. */
  readonly ready: () => Promise<void>;
}

/**
 * Follows the state file of Claude Code (`.claude.json`). It holds the usage that Claude Code last read, whether a banked
 * reset is left, and the credit grant of the signed-in organization. The source reports each of them when it begins to
 * follow a file, and after each change of that one. It only reads, and sends no request. A file that names another
 * account than the followed one is ignored, because its figures belong to that account.
 */
export function createClaudeCliCache(options: ClaudeCliCacheOptions): ClaudeCliCache {
  const { surroundings, nowMs, observe, quietMs = 1000 } = options;
  /** By account and folder: what was last reported of each member. */
  const lastReported = new Map<string, Map<string, string>>();
  let followed = '';
  let follows = 0;
  let ends: (() => void)[] = [];
  let firstRead: Promise<void> = Promise.resolve();

  const stop = (): void => {
    for (const end of ends) end();
    ends = [];
    followed = '';
  };

  /**
   * Reads a state file and reports what is new. Returns the size of the file in bytes.
   *
   * @param isShared True: another folder has the same account. A member that one file never had may be in the other.
   * @param tell Runs the report, or holds it for a moment to run it together with others.
   */
  const report = async (
    followedFolder: FollowedFolder,
    names: string,
    isShared: boolean,
    tell: (report: () => void) => void,
  ): Promise<number> => {
    const { folder, places } = followedFolder;
    const path = stateInUse(places);
    // The time comes first, so that it is never later than the text.
    const file = pathStatus(path);
    const found = await observationsIn(
      path,
      folder,
      { fileTimeMs: file?.mtimeMs ?? null, nowMs },
      surroundings.platform,
    );
    tell(() => {
      if (followed !== names) return;
      const reported = lastReported.get(keyOf(folder)) ?? new Map<string, string>();
      lastReported.set(keyOf(folder), reported);
      for (const each of found) {
        const content = contentOf(each);
        const isNew = reported.get(each.member) !== content;
        if (!isNew || (isWithdrawal(each) && !reported.has(each.member) && isShared)) continue;
        reported.set(each.member, content);
        observe(folder.accountId, each.observation);
      }
    });
    return file?.size ?? 0;
  };

  const follow = (folders: readonly SignedInFolder[]): void => {
    const keys = new Set(folders.map(keyOf));
    // An account that comes back has forgotten its figures.
    for (const key of lastReported.keys()) if (!keys.has(key)) lastReported.delete(key);
    const wanted = folders.filter(({ provider }) => providers[provider].tool?.localSource === 'state-file');
    const names = JSON.stringify(wanted);
    if (names === followed) return;
    stop();
    followed = names;
    const known = pathsByRealFolder(surroundings);
    const [first, again] = [new Set<string>(), new Set<string>()];
    for (const { accountId } of wanted) (first.has(accountId) ? again : first).add(accountId);
    /** Reports that wait for those of the same part; null: each is told at once. */
    let held: (() => void)[] | null = null;
    const tell = (told: () => void): void => void (held === null ? told() : held.push(told));
    const tellHeld = (): void => {
      const reports = held ?? [];
      held = null;
      for (const told of reports) told();
    };
    const followers = wanted.map((folder) => {
      const paths = known.get(folder.folder);
      const places = paths?.statePlaces ?? statePlacesOf(folder.folder, null, false);
      const followedFolder = { folder, places };
      const isShared = again.has(folder.accountId);
      return { places, reader: createPacedReader(() => report(followedFolder, names, isShared, tell)) };
    });
    // The caller adds a new account right after this call, and an observation needs its account.
    follows += 1;
    const turn = follows;
    const isFollowed = (): boolean => followed === names && follows === turn;
    const followInParts = async (): Promise<void> => {
      await Promise.resolve();
      for (let from = 0; from < followers.length && isFollowed(); from += partSize) {
        const part = followers.slice(from, from + partSize);
        // The watch begins first, so that no change between the two is missed.
        ends.push(
          ...part.flatMap(({ places, reader }) => [
            watchPaths(places, () => void reader.read(), { quietMs }),
            reader.end,
          ]),
        );
        held = [];
        await Promise.all(part.map(({ reader }) => reader.read())).finally(tellHeld);
        await yieldThread();
      }
    };
    firstRead = followInParts();
  };

  return Object.freeze({ follow, stop, ready: () => firstRead });
}

/**
 * Returns the observations in a state file; empty if there are none, or if another account is signed in by now. Without
 * an organization id the grant is left out: then only the folder or the person identifies the account, and the grant
 * would outlive a change of the organization.
 */
async function observationsIn(
  path: string,
  { accountId, folder }: SignedInFolder,
  { fileTimeMs, nowMs }: { readonly fileTimeMs: number | null; readonly nowMs: () => number },
  platform: NodeJS.Platform,
): Promise<readonly StateFileObservation[]> {
  const state = await readJsonMembers(path, stateFileKeys, platform);
  if (state.kind !== 'members') return [];
  const { id, organizationId } = claudeIdentityOf(state.members, folder);
  if (id !== accountId) return [];
  const atMs = nowMs();
  const found = parseClaudeStateFile(state.members, fileTimeMs ?? atMs, atMs);
  return organizationId === null ? found.filter(({ member }) => member !== 'grant') : found;
}

/**
 * Returns what the state file of a folder says now: the id of the account that is signed in, and when Claude Code last
 * noted figures of its service, epoch ms. Null: it did not, or the file does not say.
 */
export async function claudeStateIn(
  folder: string,
  surroundings: DiscoveryEnvironment,
): Promise<{ readonly accountId: string; readonly usageNotedAtMs: number | null }> {
  const members = ['oauthAccount', 'cachedUsageUtilization'];
  const state = await readJsonMembers(
    stateOf(folder, pathsByRealFolder(surroundings).get(folder)),
    members,
    surroundings.platform,
  );
  const known = state.kind === 'members' ? state.members : null;
  const notedAtMs = asRecord(asRecord(known)?.['cachedUsageUtilization'])?.['fetchedAtMs'];
  return {
    accountId: claudeIdentityOf(known, folder).id,
    usageNotedAtMs: typeof notedAtMs === 'number' ? notedAtMs : null,
  };
}

function keyOf({ accountId, folder }: SignedInFolder): string {
  return `${accountId}\n${folder}`;
}

function isWithdrawal({ member, observation }: StateFileObservation): boolean {
  return member === 'held-reset' && observation.holdsReset?.is === 'unknown';
}

/** Returns a text that is the same for equal statements. The time of the file does not count, because it always moves. */
function contentOf({ observation, isDated }: StateFileObservation): string {
  const { asOfMs, ...statements } = observation;
  return JSON.stringify([isDated ? asOfMs : null, statements]);
}

/** A folder that discovery found, which names it with its links resolved. */
interface FollowedFolder {
  readonly folder: SignedInFolder;
  /** Where its state file may be, the most likely place first. */
  readonly places: readonly string[];
}

type ClaudePaths = ReturnType<typeof claudePaths>[number];

/** Returns the state file in use for a folder that discovery found. */
function stateOf(folder: string, paths: ClaudePaths | undefined): string {
  return paths?.state ?? join(folder, '.claude.json');
}

/** Returns the paths of all folders by the folder with its links resolved. Of several names of one folder the first counts. */
function pathsByRealFolder(surroundings: DiscoveryEnvironment): ReadonlyMap<string, ClaudePaths> {
  return new Map(
    claudePaths(surroundings)
      .toReversed()
      .map((paths) => [realPathOf(paths.folder), paths] as const),
  );
}

/** Reading a file takes about 1 ms for 180 KB. The pause keeps this below one percent of a core. */
const bytesPerPausedMs = 1_800;

interface PacedReader {
  /** Reads now, or once more after the present read and its pause. Resolves when the read is done. */
  readonly read: () => Promise<void>;
  readonly end: () => void;
}

/**
 * Returns a reader that runs one read at a time. Claude Code rewrites its state file all the time, and the file may have
 * hundreds of megabytes. Therefore the pause after a read grows with the size of the file.
 *
 * @param readFile Resolves with the number of bytes.
 */
function createPacedReader(readFile: () => Promise<number>): PacedReader {
  let present: Promise<void> | null = null;
  let isAskedAgain = false;
  let pause: NodeJS.Timeout | null = null;

  const read = (): Promise<void> => {
    if (present !== null || pause !== null) {
      isAskedAgain = true;
      return present ?? Promise.resolve();
    }
    isAskedAgain = false;
    present = readFile().then((bytes) => {
      present = null;
      pause = setTimeout(readAgain, bytes / bytesPerPausedMs).unref();
    });
    return present;
  };
  const readAgain = (): void => {
    pause = null;
    if (isAskedAgain) void read();
  };
  return {
    read,
    end: () => {
      clearTimeout(pause ?? undefined);
      pause = null;
      isAskedAgain = false;
    },
  };
}

const off: ReadonlySet<string> = new Set(['', '0', 'false']);

/**
 * Returns whether the user allows Claude Code only essential traffic, with `CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC`.
 * The app then sends no optional request for Claude accounts either.
 */
export function wantsEssentialTrafficOnly(environment: Readonly<Record<string, string | undefined>>): boolean {
  const value = environment['CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC'] ?? '';
  return !off.has(value.trim().toLowerCase());
}
