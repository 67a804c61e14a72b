import type { Account } from '../../../core/providers/account.ts';
import { accountOf, type AddedAccount } from '../../../core/accounts/added-account.ts';
import type { CredentialProblem } from '../../../core/polling/failure.ts';
import type { Discovery, Finding, Vault } from '../../../core/ports.ts';
import type { KeptAccess } from '../../../core/providers/provider.ts';
import type { SignInProgram } from '../../../core/providers/provider-id.ts';
import { loadProviders, providers } from '../../../core/providers/registry.ts';
import type { CredentialReader, CredentialReading } from '../credentials/discovery.ts';
import { isLoopbackHost, parseUrl } from '../credentials/base-url.ts';
import { fingerprintOf } from '../credentials/fingerprint.ts';
import { type KeptSignIns, keptAccountId } from '../kept-sign-ins/programs.ts';
import { alignedInterval } from '../watch/aligned-interval.ts';
import { watchPath } from '../watch/path-watcher.ts';
import type { AddedAccountsFile } from './added-accounts-file.ts';
import { minuteMs } from '../../../core/units/time.ts';

interface AddedDiscoveryOptions {
  readonly accounts: Pick<AddedAccountsFile, 'list'>;
  /** The path of their file, which is watched. */
  readonly file: string;
  readonly vault: Pick<Vault, 'get'>;
  readonly keptSignIns: KeptSignIns;
  /** Called when an account that this process has listed was removed, in this process or another one. */
  readonly removed: (accountId: string) => void;
  /** How often to try again to read an unreadable key. */
  readonly againMs?: number;
}

interface AddedDiscovery extends Discovery, CredentialReader {
  readonly has: (accountId: string) => boolean;
}

/**
 * Creates the discovery of the accounts that the user has added. It reads each key once and keeps it in memory until the
 * file says that there is a new key. It reads the sign-in of another program each time it is needed.
 */
export function createAddedDiscovery(options: AddedDiscoveryOptions): AddedDiscovery {
  const { accounts, vault, keptSignIns, againMs = minuteMs } = options;
  let listed = new Map<string, AddedAccount>();
  let hasUnread = false;
  /** What the last look found of the sign-ins that programs keep, to see whether one changed. */
  let lastKept = '';
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

  const readingOf = async (added: AddedAccount): Promise<PlacedReading> =>
    added.signIn === undefined
      ? { place: added.baseUrl, reading: await keyOf(added) }
      : readKeptAccount({ ...added, signIn: added.signIn }, keptSignIns);

  const findingOf = async (added: AddedAccount): Promise<Finding> => {
    const { provider } = added;
    const { place, reading, isRenewable = false, figuresWrittenMs } = await readingOf(added);
    const account = { ...accountOf(added), ...(keepsFigures(added) ? { folder: place } : {}) };
    if (reading.kind === 'problem') return { provider, place, outcome: { ...reading, account } };
    const { fingerprint, expiresAtMs } = reading;
    // The program renews its sign-in at its next use.
    const term = {
      ...{ expiresAtMs, ...(isRenewable ? { renewableUntilMs: null } : {}) },
      ...(figuresWrittenMs === undefined ? {} : { figuresWrittenMs }),
    };
    return { provider, place, outcome: { kind: 'account', account, folder: null, fingerprint, ...term } };
  };

  const keptFindings = async (): Promise<string> => {
    const kept = [...listed.values()].filter(({ signIn }) => signIn !== undefined);
    return comparable(await Promise.all(kept.map(findingOf)));
  };

  const look = async (): Promise<readonly Finding[]> => {
    refreshList();
    await loadProviders([...listed.values()].map(({ provider }) => provider));
    const findings = await Promise.all([...listed.values()].map(findingOf));
    const isKept = ({ outcome }: Finding): boolean =>
      outcome.kind !== 'nothing' && listed.get(outcome.account?.id ?? '')?.signIn !== undefined;
    lastKept = comparable(findings.filter(isKept));
    hasUnread = findings.some((finding) => finding.outcome.kind === 'problem' && !isKept(finding));
    return findings;
  };

  const watch = (changed: () => void): (() => void) => {
    const endWatching = watchPath(options.file, changed);
    // The system does not signal that a keyring was unlocked, so try again from time to time.
    const endAgain = alignedInterval(() => {
      if (hasUnread) changed();
      // Such programs change their files all the time, so their sign-ins are compared instead of watched.
      else void keptFindings().then((kept) => (kept === lastKept ? undefined : changed()));
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
      return added === undefined ? { kind: 'problem', problem: 'missing' } : (await readingOf(added)).reading;
    },
    has: (accountId) => listed.has(accountId),
  } satisfies AddedDiscovery);
}

/** Editors write their files all the time, so the time alone is no change. */
function comparable(findings: readonly Finding[]): string {
  return JSON.stringify(findings, (name, value: unknown) => (name === 'figuresWrittenMs' ? undefined : value));
}

/** A reading with the place where it was made. */
interface PlacedReading {
  readonly place: string;
  readonly reading: CredentialReading;
  /** The program can renew the sign-in by itself; left out: nobody can. */
  readonly isRenewable?: boolean;
  /** When the program wrote the figures that it keeps; null: they cannot be used now; left out: it keeps none. */
  readonly figuresWrittenMs?: number | null;
}

/** Reads the sign-in that a program keeps, if it is still that of this account and may go to its address. */
async function readKeptAccount(
  { id, provider, baseUrl, signIn: program }: AddedAccount & { readonly signIn: SignInProgram },
  keptSignIns: KeptSignIns,
): Promise<PlacedReading> {
  const { place, reading } = await keptSignIns.read(program);
  const problem = (kind: CredentialProblem): PlacedReading => ({ place, reading: { kind: 'problem', problem: kind } });
  // There is nothing to send. The poll itself says what is wrong with the figures.
  if (keepsFigures({ provider })) {
    const figures = reading.kind === 'signed-in' ? reading.signIn.figures : undefined;
    const { writtenMs = null, fingerprint = '' } = figures ?? {};
    return { place, reading: { ...tokenOf(''), fingerprint }, figuresWrittenMs: writtenMs };
  }
  if (!mayGoTo(baseUrl, providers[provider].keptBy)) return problem('bad-base-url');
  if (reading.kind === 'nothing') return problem('missing');
  if (reading.kind === 'problem') return problem(reading.problem);
  const { token, expiresAtMs, isRenewable } = reading.signIn;
  if (keptAccountId(program, reading.signIn) !== id) return problem('missing');
  return { place, reading: { ...tokenOf(token), expiresAtMs }, isRenewable };
}

function keepsFigures({ provider }: Pick<AddedAccount, 'provider'>): boolean {
  return providers[provider].keptBy?.keeps === 'figures';
}

/** Returns true if a sign-in of another program may go to this address: its own service, or a program on this computer. */
export function mayGoTo(baseUrl: string, keptBy: KeptAccess | undefined): boolean {
  const url = parseUrl(baseUrl);
  return url !== null && (baseUrl === keptBy?.baseUrl || isLoopbackHost(url.hostname));
}

function tokenOf(accessToken: string): Extract<CredentialReading, { kind: 'token' }> {
  return { kind: 'token', accessToken, fingerprint: fingerprintOf(accessToken), expiresAtMs: null };
}

/** Returns one discovery of the sign-ins of tools and of added accounts. Keys of added accounts are read from the vault only. */
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
