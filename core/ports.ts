import type { Account } from './providers/account.ts';
import type { Observation } from './usage/observation.ts';
import type { ActionSpec, PollSpec } from './providers/provider.ts';
import type { CredentialProblem, Failure, ToolFailure } from './polling/failure.ts';
import type { FigureProgram, ProviderId } from './providers/provider-id.ts';

/** The time and chance. Like every port, it has its adapters in main/node and main/electron. */
export interface Clock {
  readonly nowMs: () => number;
  /** 0 <= x < 1, for jitter. */
  readonly random: () => number;
}

/** The one timer of the engine. A new time replaces the earlier one. */
export interface Alarm {
  readonly set: (atMs: number, ring: () => void) => void;
  readonly clear: () => void;
}

/**
 * Sends a request with its secret slots filled, or reads the figures that a program keeps on this computer. It never
 * throws and never returns a secret.
 */
export interface Http {
  readonly send: (spec: PollSpec | ActionSpec, account: Account) => Promise<HttpOutcome>;
}

export type HttpOutcome =
  | {
      readonly kind: 'body';
      readonly body: unknown;
      /** A status of the request's `answerStatuses`; left out: a success. */
      readonly status?: number;
      /** The bodies of the requests before it, where one poll is several requests; left out: there were none. */
      readonly earlier?: readonly unknown[];
      /** When the service answered by its own clock, epoch ms; left out: not stated. */
      readonly serverMs?: number;
      /** When a program wrote the figures on this computer, epoch ms; left out: they are of now. */
      readonly writtenMs?: number;
      readonly fingerprint: string | null;
    }
  | { readonly kind: 'failure'; readonly failure: Failure; readonly fingerprint: string | null };

/** Reads the figures that programs keep on this computer, without a request. It never throws and writes nothing. */
export interface LocalFigures {
  readonly read: (program: FigureProgram) => Promise<HttpOutcome>;
}

/** Finds the accounts that other programs are signed in to. It only reads. */
export interface Discovery {
  readonly look: () => Promise<readonly Finding[]>;
  /** Calls back, debounced, when a place changes. Returns the function that stops it. */
  readonly watch: (changed: () => void) => () => void;
}

/** What was found at one place. `accounts discover` prints it too. */
export interface Finding {
  readonly provider: ProviderId;
  /** The file or store that was looked at, as a person would name it. */
  readonly place: string;
  readonly outcome:
    | {
        readonly kind: 'account';
        readonly account: Account;
        /** The folder of the tool with its logs and other files; null: there is no tool. */
        readonly folder: string | null;
        /** Changes with the credential and tells nothing about it. */
        readonly fingerprint: string;
        readonly expiresAtMs: number | null;
        /** Until when its tool renews it by itself, epoch ms; null: no known end; left out: it cannot renew it. */
        readonly renewableUntilMs?: number | null;
        /** When the sign-in was last written; left out: not known. */
        readonly written?: SignInTimes;
        /** True: it is not confirmed yet that the token belongs to this account. */
        readonly isPresumed?: true;
        /** True: the service itself confirmed whose token it is. */
        readonly isConfirmed?: true;
        /**
         * When the program wrote the figures that it keeps, epoch ms; null: they cannot be used now; left out: it keeps
         * a sign-in.
         */
        readonly figuresWrittenMs?: number | null;
        /** The id of the account that stood for the folder before its name was known. */
        readonly namelessId?: string;
      }
    | { readonly kind: 'nothing' }
    | {
        readonly kind: 'problem';
        readonly problem: CredentialProblem;
        /** Whose sign-in it is; left out: not known without the sign-in. */
        readonly account?: Account;
        /** The folder of the tool with the problem; left out: the problem concerns every account of the provider. */
        readonly folder?: string;
        /** True: worth a remark, but no reason why an account has no sign-in. */
        readonly isRemark?: true;
        /** True: the account was found nevertheless, so only `accounts discover` and `doctor` report it. */
        readonly isHarmless?: true;
      };
}

/** When the file of a sign-in was last written. */
export interface SignInTimes {
  /** When its content changed, epoch ms. Copies and backups may keep an older time. */
  readonly contentMs: number;
  /** When anything about it changed, even only its permissions, epoch ms. */
  readonly anythingMs: number;
}

/**
 * Stores the keys that the user gave to this app in the key store of the system. No call throws, every call ends within
 * a limited time, and only `get` returns a secret.
 */
export interface Vault {
  /** How well a key would be protected now. It asks the user nothing and starts no other program. */
  readonly protection: () => Promise<VaultProtection>;
  readonly get: (name: string) => Promise<VaultReading>;
  /** `unprotected`: the user wants the key in a file, whatever the system offers. */
  readonly set: (name: string, secret: string, how?: { readonly unprotected?: boolean }) => Promise<VaultWriting>;
  /** False when the key may still be stored somewhere. */
  readonly delete: (name: string) => Promise<boolean>;
}

/**
 * `unprotected`: in a file, with the consent of the user, because the system has no key store. `unavailable`: the system
 * has none, and the user has not consented. `locked`: the key store does not open now. `startable`: the key store starts
 * when it is first needed.
 */
export type VaultProtection = 'protected' | 'unprotected' | 'unavailable' | 'locked' | 'startable';

export type VaultReading =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'missing' }
  /** The key may be stored, but the key store does not open now or cannot be reached from here. */
  | { readonly kind: 'unreadable' }
  /** The key may be in the file of keys, which is damaged, not readable, or from a later version. */
  | { readonly kind: 'key-file-unreadable' | 'key-file-newer' };

export type VaultWriting =
  | { readonly kind: 'kept'; readonly protection: 'protected' | 'unprotected' }
  | { readonly kind: 'refused'; readonly because: VaultRefusal }
  /** Nothing was written: the disk or the system refused it. */
  | { readonly kind: 'failed' };

/**
 * Why nothing was written: the system has no key store, the key store stayed locked, the file of keys must not be
 * overwritten because it is damaged or newer, or another process held its lock all the time.
 */
export type VaultRefusal = 'unavailable' | 'locked' | 'key-file-unreadable' | 'key-file-newer' | 'busy';

/** The folder of a tool and the account that is signed in there. */
export interface SignedInFolder {
  readonly accountId: string;
  readonly provider: ProviderId;
  readonly folder: string;
  /** Since when this account, and no other, is signed in there; epoch ms. */
  readonly sinceMs: number;
}

/** A source of observations on this computer, such as a tool's log. It sends no request to a service. */
export interface ObservationSource {
  /** Follows these folders and no others from now on. The same folders again change nothing. */
  readonly follow: (folders: readonly SignedInFolder[]) => void;
  readonly stop: () => void;
}

/** Asks the account's own command line tool, which asks the service. Never throws. */
export type AskTool = (account: Account, folder: string, how?: ToolRequest) => Promise<ToolAnswer>;

/** How a tool is asked. */
export interface ToolRequest {
  /** True: a person asks for it, so the tool is asked even if it failed a short time ago. */
  readonly isUrgent: boolean;
}

/** The answer of an account's own tool. */
export type ToolAnswer =
  | { readonly kind: 'figures'; readonly observation: Observation }
  | { readonly kind: 'failed'; readonly why: ToolFailure }
  /** It was not asked: it failed a short time ago, or the app asks another service than the tool. */
  | { readonly kind: 'not-asked' };

/**
 * The end of a request to an account's own tool. `not-asked`: the request never left this computer, because there is no
 * tool, or the tool refused it. `no-answer`: nobody knows what happened.
 */
export type ToolResult<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'no-answer' };

/** Stores over restarts which notifications were shown. */
export interface SentAlerts {
  /** Stores the key. True if the key was new. */
  readonly claim: (key: string, atMs: number) => boolean;
  /** Forgets every key that names the account. */
  readonly forget: (accountId: string) => void;
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
