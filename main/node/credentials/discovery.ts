import type { Account } from '../../../core/accounts/account.ts';
import type { Discovery, Finding } from '../../../core/ports.ts';
import type { ProviderId } from '../../../core/providers/provider-id.ts';
import { watchPaths } from '../watch/watch-path.ts';
import { claudeWatchedPaths, lookForClaude } from './claude-places.ts';
import { codexWatchedPaths, lookForCodex } from './codex-places.ts';
import type { CredentialReader, CredentialReading } from './credential-reader.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Keychain } from './keychain.ts';
import type { Surroundings } from './places.ts';
import { findingOf, oneSightingPerAccount, type Sighting } from './sighting.ts';

export interface DiscoveryOptions extends Surroundings {
  /** The operating system's store where there is one, else null. */
  readonly keychain: Keychain | null;
}

/**
 * Finds the accounts that other programs are signed in to, and reads their tokens, read-only (X.3).
 * `look` lists every place with why it gave or did not give an account; `watch` calls back when what
 * `look` would list is different from what it listed last; `read` is for the HTTP adapter alone.
 */
export function createDiscovery(options: DiscoveryOptions): Discovery & CredentialReader {
  let lastListed: string | null = null;
  /** By account: the one folder in which it was last found. */
  const foundIn = new Map<string, string>();

  const list = async (): Promise<readonly Finding[]> => {
    const found = await Promise.all([lookFor('codex', options), lookFor('claude', options)]);
    const sightings = found.flat();
    foundIn.clear();
    for (const { outcome, lookedInto } of sightings) {
      if (outcome.kind === 'account' && lookedInto !== undefined) {
        foundIn.set(outcome.account.id, lookedInto);
      }
    }
    return sightings.map(findingOf);
  };

  const look = async (): Promise<readonly Finding[]> => {
    const findings = await list();
    lastListed = JSON.stringify(findings);
    return findings;
  };

  const watch = (changed: () => void): (() => void) => {
    let known = lastListed;
    let turn: Promise<void> = Promise.resolve();
    let isEnded = false;
    // Claude Code rewrites its state file all the time, so a change of a file is not yet a change.
    const compare = async (): Promise<void> => {
      const before = known;
      known = isEnded ? before : JSON.stringify(await list());
      if (!isEnded && before !== null && before !== known) {
        changed();
      }
    };
    const queueCompare = (): void => {
      turn = turn.then(compare);
    };
    const endWatching = watchPaths([...codexWatchedPaths(options), ...claudeWatchedPaths(options)], queueCompare);
    // What changed between the caller's own look and now has no event any more.
    queueCompare();
    return () => {
      isEnded = true;
      endWatching();
    };
  };

  // Only the place where it was last: a computer may hold dozens of sign-ins, and each request reads one.
  const read = async ({ id, provider }: Account): Promise<CredentialReading> => {
    const folder = foundIn.get(id);
    const there = folder === undefined ? [] : await lookFor(provider, options, folder);
    const isThere = there.some(({ outcome }) => outcome.kind === 'account' && outcome.account.id === id);
    return readingFor(id, isThere ? there : await lookFor(provider, options));
  };

  return Object.freeze({ look, watch, read });
}

async function lookFor(provider: ProviderId, options: DiscoveryOptions, only?: string): Promise<readonly Sighting[]> {
  switch (provider) {
    case 'codex':
      return oneSightingPerAccount(await lookForCodex(options, only));
    case 'claude':
      return oneSightingPerAccount(await lookForClaude(options, options.keychain, only));
    default:
      // No tool signs these in.
      return [];
  }
}

/** The token of the account, or the likeliest reason why there is none. */
function readingFor(accountId: string, sightings: readonly Sighting[]): CredentialReading {
  for (const { outcome } of sightings) {
    if (outcome.kind === 'account' && outcome.account.id === accountId) {
      const { accessToken, expiresAtMs } = outcome.credential;
      return { kind: 'token', accessToken, fingerprint: fingerprintOf(accessToken), expiresAtMs };
    }
  }
  for (const { outcome, isRemark } of sightings) {
    if (outcome.kind === 'problem' && isRemark !== true) {
      return outcome;
    }
  }
  return { kind: 'problem', problem: 'missing' };
}
