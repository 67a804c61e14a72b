import fs from 'node:fs';
import type { FileCause } from '../../../core/settings/storage-problem.ts';
import { isRecord } from '../../../core/units/json.ts';
import type { HomePaths } from './home.ts';
import { isOfLaterVersion, readJsonFile } from './json-file.ts';
import { versionedStores, type VersionedStore } from './store-versions.ts';

/**
 * The version of the state folder as a whole. Raise it when an earlier version of the app must not write to the folder
 * any more, for example after a new form of a store that has no version of its own.
 */
export const folderVersion = 1;

/** Which version of the app wrote the folder: the content of `version.json`. */
export interface FolderStamp {
  readonly version: number;
  /** The version of the app, such as `1.4.0`; null: the stamp names none. */
  readonly writtenBy: string | null;
}

/** What the stamp of a folder says. The four ways to say nothing stay apart, because each has its own advice. */
export type StampReading =
  | { readonly kind: 'stamp'; readonly stamp: FolderStamp }
  | { readonly kind: 'absent' }
  /** It is damaged: no JSON, or not of this form. */
  | { readonly kind: 'torn' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unreadable'; readonly cause: FileCause };

/** A newer version of the app wrote the folder. `writtenBy` null: the folder does not say which version. */
export interface NewerFolder {
  readonly writtenBy: string | null;
}

/** Whether this version of the app may write to a state folder. */
export interface FolderJudgement {
  readonly stamp: StampReading;
  /** Null: this version understands everything in the folder. */
  readonly newer: NewerFolder | null;
}

const maximumBytes = 4 * 1024;
const appVersion = /^\d[\w.+-]{0,63}$/;

/** Reads the stamp of a state folder. Never throws. */
export function readStamp(file: string): StampReading {
  const found = readJsonFile(file, maximumBytes);
  if (found.kind === 'missing') return { kind: 'absent' };
  if (found.kind === 'unreadable') {
    if (found.reason === 'corrupt') return { kind: 'torn' };
    return found.reason === 'too-large' ? { kind: 'too-large' } : { kind: 'unreadable', cause: found.reason };
  }
  const stamp = parseStamp(found.value);
  return stamp === null ? { kind: 'torn' } : { kind: 'stamp', stamp };
}

/** Returns the stamp in a stored value. Null: it has another form. */
export function parseStamp(value: unknown): FolderStamp | null {
  if (!isRecord(value)) return null;
  const { version, writtenBy } = value;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) return null;
  const isNamed = typeof writtenBy === 'string' && appVersion.test(writtenBy);
  return { version, writtenBy: isNamed ? writtenBy : null };
}

/**
 * Judges a state folder before anything in it is opened. The folder is newer when its stamp has a higher number, or when
 * one of its stores has. Reads a few small files and the heads of the databases. Writes nothing and never throws.
 */
export function judgeFolder(paths: HomePaths): FolderJudgement {
  const stamp = readStamp(paths.stamp);
  const writtenBy = stamp.kind === 'stamp' ? stamp.stamp.writtenBy : null;
  const isNewer =
    (stamp.kind === 'stamp' && stamp.stamp.version > folderVersion) || versionedStores(paths).some(isNewerStore);
  return { stamp, newer: isNewer ? { writtenBy } : null };
}

const largestJsonBytes = 1024 * 1024;

function isNewerStore({ file, form, newest }: VersionedStore): boolean {
  if (form === 'database') return (databaseVersion(file) ?? 0) > newest;
  const found = readJsonFile(file, largestJsonBytes);
  return found.kind === 'value' && isOfLaterVersion(found.value, newest);
}

const sqliteMark = 'SQLite format 3\0';
const headBytes = 64;
const versionAt = 60;

/**
 * Returns the version of a database from the head of its file, without SQLite: opening a database would write beside it.
 * Null: there is no database, or it cannot be read. The store itself reports that when it opens.
 */
export function databaseVersion(file: string): number | null {
  try {
    const handle = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    try {
      const head = Buffer.alloc(headBytes);
      if (!fs.fstatSync(handle).isFile() || fs.readSync(handle, head, 0, headBytes, 0) < headBytes) return null;
      return head.toString('latin1', 0, sqliteMark.length) === sqliteMark ? head.readUInt32BE(versionAt) : null;
    } finally {
      fs.closeSync(handle);
    }
  } catch {
    // There is no such file, or the system refuses it: the opening of the store says which.
    return null;
  }
}
