import { statSync } from 'node:fs';

import type { ObservationSource, SignedInFolder } from '../../../core/ports.ts';
import { parseGrantCache } from '../../../core/providers/claude/grant.ts';
import { providers } from '../../../core/providers/registry.ts';
import type { Observation } from '../../../core/usage/observation.ts';
import { claudeIdentityOf } from '../credentials/claude-credentials.ts';
import { claudePaths } from '../credentials/claude-sign-in.ts';
import { readJsonMembers } from '../credentials/json-scan.ts';
import type { DiscoveryEnvironment } from '../credentials/folders.ts';
import { watchPath } from '../watch/path-watcher.ts';
import { realPathOf } from './settings-files.ts';

interface ClaudeCliCacheOptions {
  readonly surroundings: DiscoveryEnvironment;
  readonly nowMs: () => number;
  readonly observe: (accountId: string, observation: Observation) => void;
  /** How long the file must stay unchanged before it is read, because Claude Code rewrites it often. */
  readonly quietMs?: number;
}

interface ClaudeCliCache extends ObservationSource {
  /** Resolves when each followed file was read once. */
  readonly ready: () => Promise<void>;
}

const stateKeys: readonly string[] = ['oauthAccount', 'overageCreditGrantCache'];

/**
 * Follows the state file of Claude Code (`.claude.json`), which holds the credit grant of the signed-in organization. It
 * reports the grant when it begins to follow a file and after each change. It only reads, and sends no request. A file
 * that names another account than the followed one is ignored, because its grant belongs to that account.
 */
export function createClaudeCliCache(options: ClaudeCliCacheOptions): ClaudeCliCache {
  const { surroundings, nowMs, observe, quietMs = 1000 } = options;
  const lastReported = new Map<string, string>();
  let followed = '';
  let ends: readonly (() => void)[] = [];
  let firstReads: readonly Promise<void>[] = [];

  const stop = (): void => {
    for (const end of ends) end();
    ends = [];
    followed = '';
  };

  const report = async (folder: SignedInFolder, path: string, names: string): Promise<void> => {
    const observation = await observationIn(path, folder, surroundings.platform, nowMs);
    const grant = JSON.stringify(observation?.grant);
    if (observation === null || followed !== names || lastReported.get(folder.accountId) === grant) return;
    lastReported.set(folder.accountId, grant);
    observe(folder.accountId, observation);
  };

  const follow = (folders: readonly SignedInFolder[]): void => {
    const wanted = folders.filter(({ provider }) => providers[provider].tool?.localSource === 'state-file');
    const names = JSON.stringify(wanted);
    if (names === followed) return;
    stop();
    followed = names;
    const places = wanted.map((folder) => ({ folder, path: statePathOf(folder.folder, surroundings) }));
    // The caller adds a new account right after this call, and an observation needs its account.
    firstReads = places.map(async ({ folder, path }) => {
      await Promise.resolve();
      if (followed === names) await report(folder, path, names);
    });
    ends = places.map(({ folder, path }) => watchPath(path, () => void report(folder, path, names), { quietMs }));
  };

  return Object.freeze({ follow, stop, ready: async () => void (await Promise.all(firstReads)) });
}

/**
 * Returns the observation in a state file. Null if there is none, or if another account is signed in by now. Null also if
 * the account has no organization id: then only the folder identifies it, and the grant would outlive a change of the
 * organization.
 */
async function observationIn(
  path: string,
  { accountId, folder }: SignedInFolder,
  platform: NodeJS.Platform,
  nowMs: () => number,
): Promise<Observation | null> {
  const state = await readJsonMembers(path, stateKeys, platform);
  if (state.kind !== 'members') return null;
  const { id, organizationId } = claudeIdentityOf(state.members, folder);
  if (id !== accountId || organizationId === null) return null;
  const atMs = nowMs();
  return parseGrantCache(state.members, writtenAtMs(path) ?? atMs, atMs);
}

/** Returns the id of the account that is signed in under a folder, as the state file names it now. */
export async function claudeAccountIn(folder: string, surroundings: DiscoveryEnvironment): Promise<string> {
  const state = await readJsonMembers(statePathOf(folder, surroundings), ['oauthAccount'], surroundings.platform);
  return claudeIdentityOf(state.kind === 'members' ? state.members : null, folder).id;
}

function writtenAtMs(path: string): number | null {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return null;
  }
}

/** Returns the state file for a folder that discovery found. Discovery names folders with their links resolved. */
function statePathOf(folder: string, surroundings: DiscoveryEnvironment): string {
  const paths = claudePaths(surroundings);
  return paths.find((each) => realPathOf(each.folder) === folder)?.state ?? `${folder}/.claude.json`;
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
