import type { AccountState } from '../../../core/accounts/account-state.ts';
import type { Account } from '../../../core/accounts/account.ts';
import type { CredentialProblem } from '../../../core/polling/failure.ts';
import type { Discovery, Finding } from '../../../core/ports.ts';
import type { ProviderId } from '../../../core/providers/provider-id.ts';
import { watchPaths } from '../watch/path-watcher.ts';
import { type ClaudeSignIn, createClaudeIdentifier, type WhoIs } from './claude-identity.ts';
import { claudeWatchedPaths, findClaudeSignIns } from './claude-sign-in.ts';
import { codexWatchedPaths, findCodexSignIns } from './codex-sign-in.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { DiscoveryEnvironment } from './folders.ts';
import type { Keychain } from './keychain.ts';
import { findingOf, oneSightingPerAccount, type Sighting, type SightingOutcome } from './sighting.ts';

/** The only source of access tokens. What it gives goes into one request and nowhere else. */
export interface CredentialReader {
  /** Reads the sign-in of the account anew, as the token may have rotated. Never throws. */
  readonly read: (account: Account) => Promise<CredentialReading>;
}

export type CredentialReading =
  | {
      readonly kind: 'token';
      readonly accessToken: string;
      /** Changes with the credential; says nothing about it. */
      readonly fingerprint: string;
      /** Epoch ms; null: the token does not say. */
      readonly expiresAtMs: number | null;
    }
  | { readonly kind: 'problem'; readonly problem: CredentialProblem };

export interface DiscoveryOptions extends DiscoveryEnvironment {
  /** The operating system's store where there is one, else null. */
  readonly keychain: Keychain | null;
  /** The accounts with the sign-ins that are remembered of them; left out: none. */
  readonly remembered?: () => readonly AccountState[];
  /** Asks the service whose a token of Claude Code is; left out: nobody is asked. */
  readonly whoIs?: (accessToken: string, baseUrl: string) => Promise<WhoIs>;
  readonly nowMs?: () => number;
}

/**
 * Finds the accounts that other programs are signed in to, and reads their tokens, read-only.
 * `look` lists every place with why it gave or did not give an account; `watch` calls back when what
 * `look` would list is different from what it listed last; `read` is for the HTTP adapter alone. While it
 * watches, and for a request, the service may be asked whose a token is; a mere look asks nobody.
 */
export function createDiscovery(options: DiscoveryOptions): Discovery & CredentialReader {
  const { remembered = () => [], nowMs = Date.now } = options;
  const cannotSay = async (): Promise<WhoIs> => ({ kind: 'cannot-say' });
  const identifier = createClaudeIdentifier({ remembered, nowMs, whoIs: options.whoIs ?? cannotSay });
  let watchers = 0;
  let lastListed: string | null = null;
  /** By account: the one folder in which it was last found. */
  const foundIn = new Map<string, string>();

  async function lookFor(provider: ProviderId, mayAsk: boolean, only?: string): Promise<readonly Sighting[]> {
    switch (provider) {
      case 'codex':
        return oneSightingPerAccount(await findCodexSignIns(options, only));
      case 'claude': {
        const identify = (signIn: ClaudeSignIn): Promise<SightingOutcome> => identifier.identify(signIn, mayAsk);
        return oneSightingPerAccount(await findClaudeSignIns(options, options.keychain, identify, only));
      }
      default:
        // No tool signs these in.
        return [];
    }
  }

  const list = async (): Promise<readonly Finding[]> => {
    const mayAsk = watchers > 0;
    const found = await Promise.all([lookFor('codex', mayAsk), lookFor('claude', mayAsk)]);
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
      turn = turn.then(compare).then(askAgain);
    };
    let asking: NodeJS.Timeout | null = null;
    // Where the service could not be asked whose a token is, nothing but time calls for the next look.
    const askAgain = (): void => {
      clearTimeout(asking ?? undefined);
      const atMs = identifier.nextQuestionAtMs();
      if (isEnded || atMs === null) return;
      asking = setTimeout(queueCompare, Math.max(0, atMs - nowMs())).unref();
    };
    watchers += 1;
    const endWatching = watchPaths([...codexWatchedPaths(options), ...claudeWatchedPaths(options)], queueCompare);
    // What changed between the caller's own look and now has no event any more.
    queueCompare();
    return () => {
      if (!isEnded) watchers -= 1;
      isEnded = true;
      clearTimeout(asking ?? undefined);
      endWatching();
    };
  };

  // Only the place where it was last: a computer may hold dozens of sign-ins, and each request reads one.
  const read = async ({ id, provider }: Account): Promise<CredentialReading> => {
    const folder = foundIn.get(id);
    const there = folder === undefined ? [] : await lookFor(provider, true, folder);
    const isThere = there.some(({ outcome }) => outcome.kind === 'account' && outcome.account.id === id);
    return readingFor(id, isThere ? there : await lookFor(provider, true), folder);
  };

  return Object.freeze({ look, watch, read });
}

/** The token of the account, or the reason why there is none: that of its own folder where that is known. */
function readingFor(accountId: string, sightings: readonly Sighting[], folder: string | undefined): CredentialReading {
  for (const { outcome } of sightings) {
    if (outcome.kind === 'account' && outcome.account.id === accountId) {
      const { accessToken, expiresAtMs } = outcome.credential;
      return { kind: 'token', accessToken, fingerprint: fingerprintOf(accessToken), expiresAtMs };
    }
  }
  for (const { outcome, isRemark, lookedInto } of sightings) {
    const isElsewhere = folder !== undefined && lookedInto !== undefined && lookedInto !== folder;
    if (outcome.kind === 'problem' && isRemark !== true && !isElsewhere) {
      return { kind: 'problem', problem: outcome.problem };
    }
  }
  return { kind: 'problem', problem: 'missing' };
}
