import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { parseJson } from '../../../core/units/json.ts';
import type { FileCause } from '../../../core/settings/storage-problem.ts';
import { errorCode, fileCause } from './error-code.ts';
import { makeFolder, syncFolder } from './folders.ts';
import { readOwnFile } from './own-file.ts';

/** The file functions that a write needs. Tests pass ones that behave like a full or read-only disk. */
export type WriteFiles = Pick<
  typeof fs,
  'mkdirSync' | 'openSync' | 'writeFileSync' | 'fsyncSync' | 'closeSync' | 'renameSync' | 'rmSync'
>;

export type ReadOutcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason };

/** `corrupt`: not JSON, nested too deep, or not a file. The caller quarantines it. */
export type UnreadableReason = 'corrupt' | 'too-large' | FileCause;

/** Whether a file has its new content, or why not. */
export type WriteOutcome = { readonly ok: true } | { readonly ok: false; readonly cause: FileCause };

/** Reads a JSON file of the app of at most `maximumBytes`. A file of another user is unreadable. Never throws. */
export function readJsonFile(file: string, maximumBytes: number): ReadOutcome {
  const found = readOwnFile(file, { maximumBytes });
  if (found.kind === 'missing') return found;
  if (found.kind === 'text') return parsed(found.text.replace(/^\uFEFF/, ''));
  return { kind: 'unreadable', reason: found.reason === 'not-a-file' ? 'corrupt' : found.reason };
}

function parsed(text: string): ReadOutcome {
  const value = parseJson(text);
  return value === undefined ? { kind: 'unreadable', reason: 'corrupt' } : { kind: 'value', value };
}

/** True when a later version of the app wrote the value: its `version` is a whole number higher than `ours`. */
export function isOfLaterVersion(value: unknown, ours: number): boolean {
  const version =
    typeof value === 'object' && value !== null ? (value as { readonly version?: unknown }).version : undefined;
  return typeof version === 'number' && Number.isSafeInteger(version) && version > ours;
}

/**
 * Writes a JSON file completely or not at all, so that a crash never leaves half a file: writes a temporary
 * file (0600) beside it, flushes that to the disk, renames it and flushes the new name. Creates the folder (0700).
 * Once it returns ok, the new content survives a power failure. Never throws.
 */
export function writeJsonFile(file: string, value: unknown, files: WriteFiles = fs): WriteOutcome {
  return replaceFile(file, `${JSON.stringify(value)}\n`, { files });
}

/** One of several files of a folder, and its new content. */
export interface FileContent {
  readonly file: string;
  readonly value: unknown;
}

/**
 * Writes JSON files of one folder in the same way, side by side and without blocking the thread. The names are flushed
 * together, so that twenty files cost a fifth of the time. Returns an outcome for each file, in their order. Never
 * rejects.
 *
 * @param isWanted Asked right before a file gets its new content. False: the file stays as it is, and the outcome says
 * nothing. Default: always wanted.
 */
export async function writeJsonFiles(
  folder: string,
  contents: readonly FileContent[],
  isWanted: () => boolean = () => true,
): Promise<readonly WriteOutcome[]> {
  try {
    makeFolder(folder);
    const outcomes = await Promise.all(contents.map(({ file, value }) => replaceLater(file, value, isWanted)));
    syncFolder(folder);
    return outcomes;
  } catch (error) {
    return contents.map(() => ({ ok: false, cause: fileCause(error) }));
  }
}

async function replaceLater(file: string, value: unknown, isWanted: () => boolean): Promise<WriteOutcome> {
  const temporary = temporaryPath(file);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(value)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (isWanted()) renameWithRetries(temporary, file, fs);
    else removeQuietly(temporary, fs);
    return { ok: true };
  } catch (error) {
    removeQuietly(temporary, fs);
    return { ok: false, cause: fileCause(error) };
  }
}

interface ReplaceOptions {
  readonly mode?: number;
  readonly files?: WriteFiles;
}

/** Does the same for any text. A given mode applies whatever the umask of the process is. */
export function replaceFile(
  file: string,
  content: string | Uint8Array,
  { mode = 0o600, files = fs }: ReplaceOptions = {},
): WriteOutcome {
  const temporary = temporaryPath(file);
  try {
    makeFolder(path.dirname(file), files);
    const handle = files.openSync(temporary, 'wx', 0o600);
    try {
      files.writeFileSync(handle, content);
      if (mode !== 0o600) fs.fchmodSync(handle, mode);
      files.fsyncSync(handle);
    } finally {
      files.closeSync(handle);
    }
    renameWithRetries(temporary, file, files);
    syncFolder(path.dirname(file), files);
    return { ok: true };
  } catch (error) {
    removeQuietly(temporary, files);
    return { ok: false, cause: fileCause(error) };
  }
}

/** Returns a unique path beside the file. `removeLeftovers` knows this form of name. */
function temporaryPath(file: string): string {
  return `${file}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

/** Retries the rename: on Windows a virus scanner holds a new file for some milliseconds. */
function renameWithRetries(from: string, to: string, files: WriteFiles): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      files.renameSync(from, to);
      return;
    } catch (error) {
      if (attempt === 5 || !['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '')) {
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10 * attempt);
    }
  }
}

function removeQuietly(file: string, files: WriteFiles): void {
  try {
    files.rmSync(file, { force: true });
  } catch {
    // The error of the write is the one to report. `removeLeftovers` deletes the temporary file later.
  }
}

/**
 * Writes a long text part by part without blocking the thread, completely or not at all (0600). Returns true
 * when the file is written. Never throws.
 */
export async function writeParts(file: string, parts: Iterable<string>): Promise<boolean> {
  const temporary = temporaryPath(file);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      for (const part of parts) await handle.write(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    syncFolder(path.dirname(file));
    return true;
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
    return false;
  }
}
