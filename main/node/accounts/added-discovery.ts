import type { Account } from '../../../core/providers/account.ts';
import { accountOf, type AddedAccount } from '../../../core/accounts/added-account.ts';
import type { Discovery, Finding, Vault } from '../../../core/ports.ts';
import { loadProviders, providers } from '../../../core/providers/registry.ts';
import type { CredentialReader, CredentialReading } from '../credentials/discovery.ts';
import { fingerprintOf } from '../credentials/fingerprint.ts';
import { alignedInterval } from '../watch/aligned-interval.ts';
import { watchPath } from '../watch/path-watcher.ts';
import type { AddedAccountsFile } from './added-accounts-file.ts';
import { minuteMs } from '../../../core/units/time.ts';

interface AddedDiscoveryOptions {
  readonly accounts: Pick<AddedAccountsFile, 'list'>;
  /** The path of their file, which is watched. */
  readonly file: string;
  readonly vault: Pick<Vault, 'get'>;
  /** Called when an account that this process has listed was removed, in this process or another one. */
  readonly removed: (accountId: string) => void;
  /** How often to try again to read an unreadable key. */
  readonly againMs?: number;
}

interface AddedDiscovery extends Discovery, CredentialReader {
  readonly has: (accountId: string) => boolean;
}

/**
 * Creates the discovery of the accounts that the user has added with a key. It reads each key once and keeps
 * it in memory until the file says that there is a new key.
 */
export function createAddedDiscovery(options: AddedDiscoveryOptions): AddedDiscovery {
  const { accounts, vault, againMs = minuteMs } = options;
  let listed = new Map<string, AddedAccount>();
  let hasUnread = false;
  /** True when the last read of the list succeeded, so that a missing account was removed. */
  let isListWhole = false;
  /** By account and the time when its key was given. */
  const keys = new Map<string, Promise<CredentialReading>>();
  const keyName = ({ id, keyGivenAt }: AddedAccount): string => `${id} ${keyGivenAt ?? ''}`;

  /** Reads the list again. Keeps the known accounts when the file cannot be used, because removals are unknown then. */
  const refreshList = (): void => {
    const found = accounts.list();
    const before = isListWhole ? [...listed.keys()] : [];
    isListWhole = found !== null;
    if (found === null) return;
    listed = new Map(found.map((added) => [added.id, added]));
    for (const id of before) if (!listed.has(id)) options.removed(id);
    const wanted = new Set(found.map(keyName));
    for (const name of keys.keys()) if (!wanted.has(name)) keys.delete(name);
  };

  const readKey = async (added: AddedAccount): Promise<CredentialReading> => {
    if (added.keyGivenAt === null) {
      const needsNone = providers[added.provider].key?.optional === true;
      return needsNone ? tokenOf('') : { kind: 'problem', problem: 'missing' };
    }
    const reading = await vault.get(added.id);
    if (reading.kind === 'value') return tokenOf(reading.value);
    return { kind: 'problem', problem: reading.kind };
  };

  const keyOf = async (added: AddedAccount): Promise<CredentialReading> => {
    const name = keyName(added);
    const known = keys.get(name) ?? readKey(added);
    keys.set(name, known);
    const reading = await known;
    if (reading.kind === 'problem' && keys.get(name) === known) keys.delete(name);
    return reading;
  };

  const findingOf = async (added: AddedAccount): Promise<Finding> => {
    const account = accountOf(added);
    const reading = await keyOf(added);
    const { provider, baseUrl: place } = added;
    return reading.kind === 'problem'
      ? { provider, place, outcome: { ...reading, account } }
      : {
          provider,
          place,
          outcome: { kind: 'account', account, folder: null, fingerprint: reading.fingerprint, expiresAtMs: null },
        };
  };

  const look = async (): Promise<readonly Finding[]> => {
    refreshList();
    await loadProviders([...listed.values()].map(({ provider }) => provider));
    const findings = await Promise.all([...listed.values()].map(findingOf));
    hasUnread = findings.some(({ outcome }) => outcome.kind === 'problem');
    return findings;
  };

  const watch = (changed: () => void): (() => void) => {
    const endWatching = watchPath(options.file, changed);
    // The system does not signal that a keyring was unlocked, so try again from time to time.
    const endAgain = alignedInterval(() => {
      if (hasUnread) changed();
    }, againMs);
    return () => {
      endWatching();
      endAgain();
    };
  };

  return Object.freeze({
    look,
    watch,
    read: async ({ id }: Account) => {
      const added = listed.get(id);
      return added === undefined ? { kind: 'problem', problem: 'missing' } : keyOf(added);
    },
    has: (accountId) => listed.has(accountId),
  } satisfies AddedDiscovery);
}

function tokenOf(accessToken: string): CredentialReading {
  return { kind: 'token', accessToken, fingerprint: fingerprintOf(accessToken), expiresAtMs: null };
}

/** Returns one discovery of the sign-ins of other programs and of added accounts. Keys of added accounts are read from the vault only. */
export function composeDiscoveries(
  signIns: Discovery & CredentialReader,
  added: AddedDiscovery,
): Discovery & CredentialReader {
  return Object.freeze({
    look: async () => (await Promise.all([signIns.look(), added.look()])).flat(),
    watch: (changed: () => void) => {
      const ends = [signIns.watch(changed), added.watch(changed)];
      return () => ends.forEach((end) => end());
    },
    read: (account) => (added.has(account.id) ? added : signIns).read(account),
  } satisfies Discovery & CredentialReader);
}
