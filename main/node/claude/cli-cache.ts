import { realpathSync, statSync } from 'node:fs';

import type { ObservationSource, SignedInFolder } from '../../../core/ports.ts';
import { parseGrantCache } from '../../../core/providers/claude/grant.ts';
import type { Observation } from '../../../core/usage/observation.ts';
import { claudeIdentityOf } from '../credentials/claude-credentials.ts';
import { claudePaths } from '../credentials/claude-sign-in.ts';
import { readJsonMembers } from '../credentials/json-scan.ts';
import type { DiscoveryEnvironment } from '../credentials/folders.ts';
import { watchPath } from '../watch/path-watcher.ts';

interface ClaudeCliCacheOptions {
  readonly surroundings: DiscoveryEnvironment;
  readonly nowMs: () => number;
  readonly observe: (accountId: string, observation: Observation) => void;
  /** How long the file must be quiet before it is read; Claude Code rewrites it all the time. */
  readonly quietMs?: number;
}

interface ClaudeCliCache extends ObservationSource {
  /** Resolves when the files were read once since they were followed. */
  readonly ready: () => Promise<void>;
}

const stateKeys: readonly string[] = ['oauthAccount', 'overageCreditGrantCache'];

/**
 * Follows what Claude Code keeps in its own state file (`.claude.json`), read-only and with no request:
 * the credit grant of the organisation that is signed in (S0). Tells it when it is followed and when it
 * changed. A file that speaks of another account than the one that is followed is not believed (S0-20).
 */
export function createClaudeCliCache(options: ClaudeCliCacheOptions): ClaudeCliCache {
  const { surroundings, nowMs, observe, quietMs = 1000 } = options;
  const told = new Map<string, string>();
  let followed = '';
  let ends: readonly (() => void)[] = [];
  let firstReads: readonly Promise<void>[] = [];

  const stop = (): void => {
    for (const end of ends) end();
    ends = [];
    followed = '';
  };

  const tell = async (folder: SignedInFolder, path: string, names: string): Promise<void> => {
    const observation = await observationIn(path, folder, surroundings.platform, nowMs);
    const words = JSON.stringify(observation?.grant);
    if (observation === null || followed !== names || told.get(folder.accountId) === words) return;
    told.set(folder.accountId, words);
    observe(folder.accountId, observation);
  };

  const follow = (folders: readonly SignedInFolder[]): void => {
    const wanted = folders.filter(({ provider }) => provider === 'claude');
    const names = JSON.stringify(wanted);
    if (names === followed) return;
    stop();
    followed = names;
    const places = wanted.map((folder) => ({ folder, path: statePathOf(folder.folder, surroundings) }));
    // After the caller has taken in its findings: a new account is known only then.
    firstReads = places.map(async ({ folder, path }) => {
      await Promise.resolve();
      if (followed === names) await tell(folder, path, names);
    });
    ends = places.map(({ folder, path }) => watchPath(path, () => void tell(folder, path, names), { quietMs }));
  };

  return Object.freeze({ follow, stop, ready: async () => void (await Promise.all(firstReads)) });
}

/**
 * Null where nothing usable stands there, where another account is signed in by now, and where only the
 * folder tells accounts apart, so that a grant would outlive a change of the organisation (S0-4).
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

function writtenAtMs(path: string): number | null {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return null;
  }
}

/** The state file of a folder as discovery names it, with its links followed. */
function statePathOf(folder: string, surroundings: DiscoveryEnvironment): string {
  const paths = claudePaths(surroundings);
  return paths.find((each) => realPathOf(each.folder) === folder)?.state ?? `${folder}/.claude.json`;
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const off: ReadonlySet<string> = new Set(['', '0', 'false']);

/**
 * Whether the user told Claude Code itself, by `CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC`, that only
 * essential traffic is wanted (S0-2). It then holds for the Claude accounts here too.
 */
export function wantsEssentialTrafficOnly(environment: Readonly<Record<string, string | undefined>>): boolean {
  const value = environment['CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC'] ?? '';
  return !off.has(value.trim().toLowerCase());
}
