import type { Log, Vault } from '../../core/ports.ts';
import { proxyOriginOf, proxySignInProblem } from '../../core/settings/network.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { isRecord, parseJson } from '../../core/units/json.ts';
import type { ProxySignInOutcome } from '../../core/views/answers.ts';
import type { SettingsStore } from '../node/storage/settings-store.ts';
import type { KeyStorage } from './accounts.ts';

/** The user name and the password of the user's own proxy. They are in the vault, and no function gives the password to a page. */
export interface ProxySignIn {
  /**
   * Returns the address of a proxy with the user name and the password that belong to it. Without any, or while they cannot
   * be read, it returns the address as it is, and the proxy then refuses requests with 407. Never rejects.
   */
  readonly addTo: (proxyUrl: string) => Promise<string>;
  /** Stores the sign-in of the present proxy instead of an earlier one. */
  readonly save: (given: SignIn, storage: KeyStorage) => Promise<ProxySignInOutcome>;
  /** Deletes the sign-in. False: it may still be stored, because the key store does not open now. */
  readonly forget: () => Promise<boolean>;
  /** Deletes a sign-in that belongs to another proxy than the present one. */
  readonly tidy: () => Promise<void>;
}

interface SignIn {
  readonly user: string;
  readonly password: string;
}

/** A stored sign-in names its proxy, so that no other proxy ever gets it, whatever the settings say. */
interface StoredSignIn extends SignIn {
  readonly origin: string;
}

/** What the sign-in is made from. */
export interface ProxySignInParts {
  readonly vault: Vault;
  readonly settings: Pick<SettingsStore, 'get' | 'set'>;
  readonly nowMs: () => number;
  readonly log: Pick<Log, 'warn'>;
}

/** The name of the sign-in in the vault. No account has it: their names contain a colon. */
const vaultName = 'proxy';

/** Makes the sign-in of the own proxy. It reads the vault only for a proxy for which the settings name a sign-in. */
export function createProxySignIn({ vault, settings, nowMs, log }: ProxySignInParts): ProxySignIn {
  let known: { readonly givenAtMs: number; readonly reading: Promise<StoredSignIn | null> } | null = null;

  /** Reads the vault once for each time at which a sign-in was given, in this process or another one. */
  const stored = async ({ givenAtMs }: NonNullable<Settings['proxySignIn']>): Promise<StoredSignIn | null> => {
    if (known?.givenAtMs !== givenAtMs) known = { givenAtMs, reading: read() };
    const own = known;
    const signIn = await own.reading;
    // What could not be read now may be readable at the next request.
    if (signIn === null && known === own) known = null;
    return signIn;
  };

  const read = async (): Promise<StoredSignIn | null> => {
    const reading = await vault.get(vaultName);
    const signIn = reading.kind === 'value' ? parseSignIn(reading.value) : null;
    if (signIn === null) log.warn(`The sign-in of the proxy cannot be read: ${reading.kind}`);
    return signIn;
  };

  const forget = async (): Promise<boolean> => {
    known = null;
    if (!(await vault.delete(vaultName))) return false;
    return (await settings.set({ proxySignIn: null })).ok;
  };

  return Object.freeze<ProxySignIn>({
    addTo: async (proxyUrl) => {
      const { proxySignIn } = settings.get();
      const origin = proxyOriginOf(proxyUrl);
      if (proxySignIn === null || origin === null || proxySignIn.origin !== origin) return proxyUrl;
      const signIn = await stored(proxySignIn);
      return signIn?.origin === origin ? withSignIn(proxyUrl, signIn) : proxyUrl;
    },
    save: async (given, storage) => {
      const origin = proxyOriginOf(settings.get().proxyUrl);
      if (origin === null) return { kind: 'invalid', problem: 'no-proxy' };
      const signIn = { user: given.user.trim(), password: given.password };
      const problem = proxySignInProblem(signIn);
      if (problem !== null) return { kind: 'invalid', problem };
      const writing = await vault.set(vaultName, JSON.stringify({ origin, ...signIn }), storage);
      if (writing.kind === 'refused') return { kind: 'not-kept', because: writing.because };
      if (writing.kind === 'failed') return { kind: 'not-kept', because: 'failed' };
      known = null;
      const saving = await settings.set({ proxySignIn: { origin, user: signIn.user, givenAtMs: nowMs() } });
      if (!saving.ok) return { kind: 'not-saved', cause: saving.cause };
      return { kind: 'saved', isProtected: writing.protection === 'protected' };
    },
    forget,
    tidy: async () => {
      const { proxySignIn, proxyUrl } = settings.get();
      if (proxySignIn === null || proxySignIn.origin === proxyOriginOf(proxyUrl)) return;
      if (!(await forget())) log.warn('The sign-in of an earlier proxy could not be deleted.');
    },
  });
}

function parseSignIn(text: string): StoredSignIn | null {
  const value = parseJson(text);
  if (!isRecord(value)) return null;
  const { origin, user, password } = value;
  if (typeof origin !== 'string' || typeof user !== 'string' || typeof password !== 'string') return null;
  return proxySignInProblem({ user, password }) === null ? { origin, user, password } : null;
}

function withSignIn(proxyUrl: string, { user, password }: SignIn): string {
  const url = new URL(proxyUrl);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return url.href;
}
