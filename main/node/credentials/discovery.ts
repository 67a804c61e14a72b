import type { AccountState } from '../../../core/accounts/account-state.ts';
import type { Account } from '../../../core/providers/account.ts';
import type { CredentialProblem } from '../../../core/polling/failure.ts';
import type { Discovery, Finding } from '../../../core/ports.ts';
import { type ProviderId, providerIds } from '../../../core/providers/provider-id.ts';
import type { ProviderTool } from '../../../core/providers/provider.ts';
import { findProvider } from '../../../core/providers/registry.ts';
import { yieldThread } from '../async.ts';
import { watchPath } from '../watch/path-watcher.ts';
import { type ClaudeSignIn, createClaudeIdentifier, type WhoIs } from './claude-identity.ts';
import { claudeWatchedPaths, findClaudeSignIns } from './claude-sign-in.ts';
import type { CodexKeyring } from './codex-keyring.ts';
import { codexWatchedPaths, findCodexSignIns } from './codex-sign-in.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { DiscoveryEnvironment } from './folders.ts';
import type { Keychain } from './keychain.ts';
import { minuteMs } from '../../../core/units/time.ts';
import { findingOf, oneSightingPerAccount, type Sighting, type SightingOutcome } from './sighting.ts';

type ToolCommand = ProviderTool['command'];

/** The only source of access tokens. A token goes into one request and nowhere else. */
export interface CredentialReader {
  /** Reads the account's sign-in again, because the token may have been renewed. Never throws. */
  readonly read: (account: Account) => Promise<CredentialReading>;
}

export type CredentialReading =
  | {
      readonly kind: 'token';
      readonly accessToken: string;
      /** Changes with the credential and reveals nothing about it. */
      readonly fingerprint: string;
      /** Epoch ms; null: unknown. */
      readonly expiresAtMs: number | null;
    }
  | { readonly kind: 'problem'; readonly problem: CredentialProblem };

export interface DiscoveryOptions extends DiscoveryEnvironment {
  /** The operating system's store of sign-ins; null: there is none. */
  readonly keychain: Keychain | null;
  /** The keyring that the Codex command line may use. Default: none. */
  readonly codexKeyring?: CodexKeyring | null;
  /** How often to look into a keyring that gave no sign-in, while watching. Default: every minute. */
  readonly keyringAgainMs?: number;
  /** Returns the accounts with their remembered sign-ins. Default: none. */
  readonly remembered?: () => readonly AccountState[];
  /** Asks the service whose a token of Claude Code is. Default: asks nothing. */
  readonly whoIs?: (accessToken: string, baseUrl: string) => Promise<WhoIs>;
  readonly nowMs?: () => number;
}

/**
 * Creates the discovery of the accounts that other programs are signed in to. It only reads their files. `look`
 * lists every place with the reason why it gave an account or not. `watch` calls back when this list would
 * change. `read` returns a token and is for the HTTP adapter only. While it watches, and for a request, it may
 * ask the service whose a token is; `look` alone asks nothing.
 */
export function createDiscovery(options: DiscoveryOptions): Discovery & CredentialReader {
  const { remembered = () => [], nowMs = Date.now, keyringAgainMs = minuteMs } = options;
  const cannotSay = async (): Promise<WhoIs> => ({ kind: 'cannot-say' });
  const identifier = createClaudeIdentifier({ remembered, nowMs, whoIs: options.whoIs ?? cannotSay });
  let watchers = 0;
  let lastListed: string | null = null;
  let isKeyringAwaited = false;
  /** By account: the folder in which it was last found. */
  const foundIn = new Map<string, string>();

  const lookups: Readonly<Record<ToolCommand, (mayAsk: boolean, only?: string) => Promise<readonly Sighting[]>>> = {
    codex: (_mayAsk, only) => findCodexSignIns(options, options.codexKeyring ?? null, only),
    claude: (mayAsk, only) => {
      const identify = (signIn: ClaudeSignIn): Promise<SightingOutcome> => identifier.identify(signIn, mayAsk);
      return findClaudeSignIns(options, options.keychain, identify, only);
    },
  };

  async function lookFor(
    provider: ProviderId,
    mayAsk: boolean,
    only?: string,
    hashes?: FolderHashes,
  ): Promise<readonly Sighting[]> {
    // A service with a tool is always loaded. The others are loaded when an account needs them.
    const tool = findProvider(provider)?.tool;
    if (tool === undefined) return [];
    const sightings = await lookups[tool.command](mayAsk, only);
    for (const [folder, there] of hashes === undefined ? [] : byFolder(sightings)) {
      hashes?.set(`${tool.command} ${folder}`, hashOf(there));
    }
    return oneSightingPerAccount(sightings);
  }

  const list = async (hashes?: FolderHashes): Promise<readonly Finding[]> => {
    const mayAsk = watchers > 0;
    const found = await Promise.all(providerIds.map((provider) => lookFor(provider, mayAsk, undefined, hashes)));
    const sightings = found.flat();
    isKeyringAwaited = sightings.some(isAwaited);
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
    let hashes: FolderHashes = new Map();
    let turn: Promise<void> = Promise.resolve();
    let isEnded = false;
    // Claude Code rewrites its state file constantly, so compare the findings after each change of a file.
    const compare = async (): Promise<void> => {
      const before = known;
      const found: FolderHashes = new Map();
      known = isEnded ? before : JSON.stringify(await list(found));
      hashes = found;
      if (!isEnded && before !== null && before !== known) {
        changed();
      }
    };
    // Most changes of a file change no finding. One folder of a thousand is cheap to look into, all are not.
    const compareFolder = async (command: ToolCommand, folder: string): Promise<void> => {
      if (isEnded) return;
      const there = await lookups[command](true, folder);
      if (hashes.get(`${command} ${folder}`) !== hashOf(there)) await compare();
    };
    const queueCompare = (): void => {
      turn = turn.then(compare).then(askAgain);
    };
    let asking: NodeJS.Timeout | null = null;
    // Look again after a pause when the service gave no answer about a token, and while a keyring gives no
    // sign-in, because no file changes then.
    const askAgain = (): void => {
      clearTimeout(asking ?? undefined);
      const keyringAtMs = isKeyringAwaited ? nowMs() + keyringAgainMs : null;
      const atMs = earlierOf(identifier.nextQuestionAtMs(), keyringAtMs);
      if (isEnded || atMs === null) return;
      asking = setTimeout(queueCompare, Math.max(0, atMs - nowMs())).unref();
    };
    watchers += 1;
    const wanted = [
      ...codexWatchedPaths(options).map((path) => ({ path, notice: queueCompare })),
      ...claudeWatchedPaths(options).map(({ folder, path }) => ({
        path,
        notice: () => {
          turn = turn.then(() => compareFolder('claude', folder)).then(askAgain);
        },
      })),
    ];
    const ends: (() => void)[] = [];
    const watchAll = async (): Promise<void> => {
      for (let from = 0; from < wanted.length && !isEnded; from += partSize) {
        if (from > 0) await yieldThread();
        if (isEnded) return;
        ends.push(...wanted.slice(from, from + partSize).map(({ path, notice }) => watchPath(path, notice)));
      }
      // A change between the caller's last look and this moment raises no event.
      queueCompare();
    };
    void watchAll();
    return () => {
      if (!isEnded) watchers -= 1;
      isEnded = true;
      clearTimeout(asking ?? undefined);
      for (const end of ends) end();
    };
  };

  // Read only the last folder of the account: a computer can hold dozens of sign-ins, and each request reads one.
  const read = async ({ id, provider }: Account): Promise<CredentialReading> => {
    const folder = foundIn.get(id);
    const there = folder === undefined ? [] : await lookFor(provider, true, folder);
    const isThere = there.some(({ outcome }) => outcome.kind === 'account' && outcome.account.id === id);
    return readingFor(id, isThere ? there : await lookFor(provider, true), folder);
  };

  return Object.freeze({ look, watch, read });
}

/** How many paths are watched before other work has its turn: some milliseconds of work. */
const partSize = 60;

/** By tool and folder: a hash of what a look at all folders found in it. */
type FolderHashes = Map<string, string>;

function byFolder(sightings: readonly Sighting[]): ReadonlyMap<string, readonly Sighting[]> {
  const folders = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    const { lookedInto } = sighting;
    if (lookedInto !== undefined) folders.set(lookedInto, [...(folders.get(lookedInto) ?? []), sighting]);
  }
  return folders;
}

/** A hash instead of the sightings themselves, which hold tokens. */
function hashOf(sightings: readonly Sighting[]): string {
  return fingerprintOf(JSON.stringify(sightings));
}

/** Returns true for a keyring without a sign-in, which may get one or be unlocked. */
function isAwaited({ isUnwatched, outcome }: Sighting): boolean {
  if (isUnwatched !== true || outcome.kind === 'account') return false;
  return outcome.kind === 'nothing' || outcome.problem === 'keyring-locked';
}

function earlierOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

/** Returns the account's token, or the reason why there is none, from its own folder when that is known. */
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
