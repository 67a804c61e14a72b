import type { SettingName } from './settings.ts';

/** What went wrong with the app's own files. Values for the user's eyes; the app always goes on. */
export type StorageProblem =
  /** It could not be understood, was moved to a new name, and a new one is begun. */
  | { readonly kind: 'set-aside'; readonly what: Exclude<StoredThing, 'secrets'>; readonly movedTo: string }
  /**
   * It was damaged, gone or older than its last good copy, and goes on from that copy. `takenFrom` is the
   * copy's file, `copyOfMs` when the copy was made, `movedTo` where the damaged one lies; null: it was gone.
   */
  | {
      readonly kind: 'restored';
      readonly what: RestoredThing;
      readonly takenFrom: string;
      readonly copyOfMs: number;
      readonly movedTo: string | null;
    }
  /** It is there but cannot be read, and was left as it is; nothing is written over it. */
  | { readonly kind: 'not-read'; readonly what: StoredThing; readonly cause: FileCause | 'corrupt' | 'too-large' }
  /** A later version of the app wrote it, so it was left as it is; nothing is written over it. */
  | { readonly kind: 'newer-version'; readonly what: StoredThing; readonly file: string }
  /** Kept in memory only, and lost when the app quits. `busy`: another process held its lock all the time. */
  | { readonly kind: 'not-saved'; readonly what: StoredThing; readonly cause: FileCause | 'busy' }
  /** A value in the settings file is not allowed, so the last good one stands, else the default. */
  | { readonly kind: 'setting-refused'; readonly setting: SettingName }
  /** A list in the settings file is too long, so only its first entries stand. */
  | { readonly kind: 'setting-cut'; readonly setting: SettingName; readonly most: number }
  | { readonly kind: 'database-unavailable'; readonly reason: DatabaseReason };

export type StoredThing =
  | 'settings'
  | 'added-accounts'
  | 'secrets'
  | 'database'
  | 'account'
  | 'rates'
  | 'ledger'
  | 'slots'
  | 'history';

/** What has a last good copy. */
export type RestoredThing = Extract<StoredThing, 'ledger' | 'settings' | 'added-accounts' | 'secrets'>;

export type FileCause = 'read-only' | 'full' | 'denied' | 'other';

/** Whether a change is on the disk, or why nothing was written. */
export type Saving = { readonly ok: true } | { readonly ok: false; readonly cause: SaveCause };

/** `busy`: another process held the lock all the time; the last two: what is there must not be written over. */
export type SaveCause = FileCause | 'busy' | 'unreadable' | 'newer-version';

/** `newer-version`: written by a later version of the app, so this one leaves it alone. */
export type DatabaseReason = 'newer-version' | 'locked' | 'not-loaded' | 'other';

export type ReportStorageProblem = (problem: StorageProblem) => void;
