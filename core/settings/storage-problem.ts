import type { SettingName } from './settings.ts';

/** A problem with the app's own files, to show to the user. The app always continues. */
export type StorageProblem =
  /** The app could not understand the file, moved it to another name and began a new one. */
  | { readonly kind: 'set-aside'; readonly what: Exclude<StoredThing, 'secrets'>; readonly movedTo: string }
  /**
   * The file was damaged, missing or older than its last good copy, so the app uses that copy. `takenFrom` is the file
   * of the copy. `copyOfMs` is the time of the copy, epoch ms. `movedTo` is the new place of the damaged file; null:
   * the file was missing.
   */
  | {
      readonly kind: 'restored';
      readonly what: RestoredThing;
      readonly takenFrom: string;
      readonly copyOfMs: number;
      readonly movedTo: string | null;
    }
  /** The file exists but the app cannot read it. The app leaves it unchanged and never overwrites it. */
  | { readonly kind: 'not-read'; readonly what: StoredThing; readonly cause: FileCause | 'corrupt' | 'too-large' }
  /** A later version of the app wrote the file. The app leaves it unchanged and never overwrites it. */
  | { readonly kind: 'newer-version'; readonly what: StoredThing; readonly file: string }
  /**
   * A later version of the app wrote the data folder. `writtenBy`: that version; null: the folder does not name it.
   * `own`: the version that runs. It shows the last figures and writes nothing.
   */
  | {
      readonly kind: 'newer-folder';
      readonly folder: string;
      readonly writtenBy: string | null;
      readonly own: string;
    }
  /** The data is only in memory and is lost when the app quits. `busy`: another process held the lock all the time. */
  | { readonly kind: 'not-saved'; readonly what: StoredThing; readonly cause: FileCause | 'busy' }
  /** The settings file has an invalid value. The app uses the last good value, or the default if there is none. */
  | { readonly kind: 'setting-refused'; readonly setting: SettingName }
  /** A list in the settings file is too long. The app uses only its first entries. */
  | { readonly kind: 'setting-cut'; readonly setting: SettingName; readonly most: number }
  /** `cause` is for the log. Left out: `reason` says everything. */
  | { readonly kind: 'database-unavailable'; readonly reason: DatabaseReason; readonly cause?: string };

/** The kinds of data that the app stores. */
export type StoredThing =
  | 'settings'
  | 'added-accounts'
  | 'secrets'
  | 'database'
  | 'account'
  | 'rates'
  | 'ledger'
  | 'slots'
  | 'history'
  | 'stamp';

/** The kinds of data that have a last good copy. */
export type RestoredThing = Extract<StoredThing, 'ledger' | 'settings' | 'added-accounts' | 'secrets'>;

/** Why a file operation failed. */
export type FileCause = 'read-only' | 'full' | 'denied' | 'other';

/** Whether a change is on the disk, or why the app wrote nothing. */
export type Saving = { readonly ok: true } | { readonly ok: false; readonly cause: SaveCause };

/**
 * Why a change was not saved. `busy`: another process held the lock all the time. `unreadable`, `newer-version`: the
 * app must not overwrite the file.
 */
export type SaveCause = FileCause | 'busy' | 'unreadable' | 'newer-version';

/**
 * Why the database is unavailable. `newer-version`: a later version of the app wrote it, so this version does not use
 * it.
 */
export type DatabaseReason = 'newer-version' | 'locked' | 'not-loaded' | 'other';

/** Whether a test entry could be written into a database in the state folder and read back. `cause` names the error. */
export type StorageCheck =
  | { readonly kind: 'works' }
  | { readonly kind: 'not-loaded'; readonly cause: string }
  | { readonly kind: 'not-stored'; readonly cause: string };

/** Reports a problem with the app's own files. */
export type ReportStorageProblem = (problem: StorageProblem) => void;
