import type { Account } from './accounts/account.ts';
import type { AccountState } from './accounts/account-state.ts';
import type { Observation } from './usage/observation.ts';
import type { ActionSpec, RequestSpec } from './providers/provider.ts';
import type { CredentialProblem, Failure } from './polling/failure.ts';
import type { ProviderId } from './providers/provider-id.ts';

/** What core and engine ask of the world. Adapters live in main/node and main/electron. */
export interface Clock {
  readonly nowMs: () => number;
  /** 0 <= x < 1, for jitter. */
  readonly random: () => number;
}

/** The engine's one alarm: setting it replaces the earlier one. */
export interface Alarm {
  readonly set: (atMs: number, ring: () => void) => void;
  readonly clear: () => void;
}

/** Sends a request with its secret slots filled. Never throws, never lets a secret out. */
export interface Http {
  readonly send: (spec: RequestSpec | ActionSpec, account: Account) => Promise<HttpOutcome>;
}

export type HttpOutcome =
  | {
      readonly kind: 'body';
      readonly body: unknown;
      /** Where it is one of the request's `answerStatuses`; left out: a success. */
      readonly status?: number;
      /** When the service answered by its own clock; left out: it does not say. */
      readonly serverMs?: number;
      readonly fingerprint: string | null;
    }
  | { readonly kind: 'failure'; readonly failure: Failure; readonly fingerprint: string | null };

/** Accounts that other programs are signed in to. Read-only. */
export interface Discovery {
  readonly look: () => Promise<readonly Finding[]>;
  /** Calls back, debounced, when a place changed. Returns the function that ends it. */
  readonly watch: (changed: () => void) => () => void;
}

/** What was found at one place, for people too: `accounts discover` prints these. */
export interface Finding {
  readonly provider: ProviderId;
  /** The file or store that was looked at, as a person would name it. */
  readonly place: string;
  readonly outcome:
    | {
        readonly kind: 'account';
        readonly account: Account;
        /** The tool's own folder, where its logs and other files lie; null: there is no tool. */
        readonly folder: string | null;
        /** Changes with the credential; says nothing about it. */
        readonly fingerprint: string;
        readonly expiresAtMs: number | null;
        /** Until when its tool renews it by itself; null: without an end that is known; left out: it cannot. */
        readonly renewableUntilMs?: number | null;
        /** When the sign-in was last written, epoch ms; left out: not known. */
        readonly written?: SignInTimes;
        /** True: nobody has confirmed yet that the token is this account's. */
        readonly isPresumed?: true;
        /** True: the service itself said whose the token is. */
        readonly isConfirmed?: true;
        /** The account that stood for the folder before its name was known. */
        readonly namelessId?: string;
      }
    | { readonly kind: 'nothing' }
    | {
        readonly kind: 'problem';
        readonly problem: CredentialProblem;
        /** Whose sign-in it is, where that is known without it; left out: it is not. */
        readonly account?: Account;
        /** The tool's folder that it is about; left out: it is about every account of the provider. */
        readonly folder?: string;
        /** True: worth telling, but no reason why an account has no sign-in. */
        readonly isRemark?: true;
        /** True: the account was found all the same, so only `accounts discover` and `doctor` tell it. */
        readonly isHarmless?: true;
      };
}

/** When a sign-in file was last written. */
export interface SignInTimes {
  /** Its content, epoch ms. Copies and backups may keep an older time. */
  readonly contentMs: number;
  /** Anything about it, be it only its permissions, epoch ms. */
  readonly anythingMs: number;
}

/**
 * Keys that the user gave to this app, kept by the system. Nothing throws, everything ends within a
 * bounded time, and only a reading holds a secret.
 */
export interface Vault {
  /** How well a key would be kept now. Asks the user nothing and starts no other program. */
  readonly protection: () => Promise<VaultProtection>;
  readonly get: (name: string) => Promise<VaultReading>;
  /** `unprotected`: the user wants a file, whatever the system offers. */
  readonly set: (name: string, secret: string, how?: { readonly unprotected?: boolean }) => Promise<VaultWriting>;
  /** False when the key may still be kept somewhere. */
  readonly delete: (name: string) => Promise<boolean>;
}

/**
 * `unprotected`: in a file, as the user agreed, because the system has no place for keys; `unavailable`: it
 * has none and the user has not agreed; `locked`: it has one that does not open now; `startable`: it has
 * one that starts when it is first needed.
 */
export type VaultProtection = 'protected' | 'unprotected' | 'unavailable' | 'locked' | 'startable';

export type VaultReading =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'missing' }
  /** It may be kept, but the place does not open now or cannot be reached from here. */
  | { readonly kind: 'unreadable' }
  /** It may be kept in the file of keys, which is damaged, or may not be read, or comes from a later version. */
  | { readonly kind: 'key-file-unreadable' | 'key-file-newer' };

export type VaultWriting =
  | { readonly kind: 'kept'; readonly protection: 'protected' | 'unprotected' }
  | { readonly kind: 'refused'; readonly because: VaultRefusal }
  /** Nothing was written: the disk or the system did not take it. */
  | { readonly kind: 'failed' };

/**
 * Why nothing was written: the system has no place for keys, it stayed locked, the file of keys may not be
 * written over because of what is in it, or another process held its lock all the time.
 */
export type VaultRefusal = 'unavailable' | 'locked' | 'key-file-unreadable' | 'key-file-newer' | 'busy';

/** A tool's folder and the account that is signed in there. */
export interface SignedInFolder {
  readonly accountId: string;
  readonly provider: ProviderId;
  readonly folder: string;
  /** Since when this account, and no other, is signed in there; epoch ms. */
  readonly sinceMs: number;
}

/** A local source of observations, such as a tool's log. It never asks a service. */
export interface ObservationSource {
  /** From now on follows these folders and no others; the same folders again change nothing. */
  readonly follow: (folders: readonly SignedInFolder[]) => void;
  readonly stop: () => void;
}

/** Asks an account's own command line tool, which asks the service itself; null: it could not say. Never throws. */
export type AskTool = (account: Account, folder: string) => Promise<Observation | null>;

/** Account states over restarts. Loading never throws; what cannot be read is set aside and reported. */
export interface AccountCache {
  readonly load: () => readonly AccountState[];
  readonly save: (state: AccountState) => void;
  readonly remove: (accountId: string) => void;
}

/** Notices that were already shown, over restarts. */
export interface SentAlerts {
  /** Records the key and answers true if it was new. */
  readonly claim: (key: string, atMs: number) => boolean;
  /** Every key that names the account is new again. */
  readonly forget: (accountId: string) => void;
}

export interface Notifier {
  readonly show: (notification: DesktopNotification) => void;
}

export interface DesktopNotification {
  readonly title: string;
  readonly body: string;
  readonly accountId: string | null;
}

export interface Log {
  readonly info: (message: string) => void;
  readonly warn: (message: string) => void;
  readonly error: (message: string, cause?: unknown) => void;
}
