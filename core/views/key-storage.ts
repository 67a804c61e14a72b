import type { LocaleContext, MessageKey } from '../i18n/translate.ts';
import type { VaultProtection } from '../ports.ts';

/** Where a new key or password would be kept, said before it is typed. */
export interface KeyStorageView {
  /** False: the system has no place for keys that works now. */
  readonly isReady: boolean;
  /** Where keys are kept, or why they cannot be. */
  readonly text: string;
  /** The same for a password. */
  readonly passwordText: string;
}

/** Returns where a new key or password would be kept. */
export function keyStorageView(protection: VaultProtection, locale: LocaleContext): KeyStorageView {
  return {
    isReady: keyringProblem(protection, locale) === null,
    text: locale.t(`key-storage.${protection}`),
    passwordText: locale.t(passwordKeys[protection]),
  };
}

const passwordKeys = {
  protected: 'key-storage.password-protected',
  startable: 'key-storage.password-protected',
  unprotected: 'key-storage.password-unprotected',
  locked: 'key-storage.password-locked',
  unavailable: 'key-storage.unavailable',
} as const satisfies Readonly<Record<VaultProtection, MessageKey>>;

/** Returns why the keyring keeps no key now; null: keys can be kept. */
export function keyringProblem(protection: VaultProtection, { t }: LocaleContext): string | null {
  return protection === 'unavailable' || protection === 'locked' ? t(`key-storage.${protection}`) : null;
}
