import path from 'node:path';

import { isRecord } from '../../../core/units/json.ts';
import { type Settings, settingsOf } from '../../../core/settings/settings.ts';
import type { ReportStorageProblem, SaveCause, Saving } from '../../../core/settings/storage-problem.ts';
import { type BackedUpFile, recover, recoverNow, type Recovery } from './backup.ts';
import { fileCause } from './error-code.ts';
import { syncFolder } from './folders.ts';
import { backupPath } from './home.ts';
import { readJsonFile, type ReadOutcome, type UnreadableReason } from './json-file.ts';

/** What the settings store uses of electron-store or conf: the whole object, read and replaced. */
export interface SettingsFile {
  store: Record<string, unknown>;
}

export const settingsFileName = 'settings';

/**
 * Returns the options for both electron-store and conf, so that the app and the command line share one file.
 * Without dot notation conf calls nothing newer than Node 18. An unreadable file must throw instead of being
 * cleared, because this module quarantines it.
 */
export function settingsFileOptions(folder: string) {
  return {
    cwd: folder,
    fileExtension: 'json',
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    clearInvalidConfig: false,
  } as const;
}

export interface OpenSettingsFile {
  /** The file was damaged, so the user's choices are unknown. */
  readonly isLost?: true;
  readonly initial: StoredSettings;
  /** Returns the present content of the file; null when it cannot be read. Never throws. */
  readonly load: () => StoredSettings | null;
  /** Never throws. */
  readonly save: (stored: StoredSettings) => Saving;
}

export interface SettingsFileOptions {
  readonly folder: string;
  /** Creates an electron-store or a conf with `settingsFileOptions(folder)`. May throw. */
  readonly createStore: (folder: string) => SettingsFile;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
  /** The outcome of `recoverSettings`; null or left out: nothing was damaged. */
  readonly recovered?: Recovery | null;
}

const maximumFileBytes = 1024 * 1024;

/**
 * Replaces a damaged settings file by its backup. A process that must not block its thread calls this before
 * it opens the settings. Resolves to null when the file is not damaged. Never throws.
 */
export async function recoverSettings(
  options: Pick<SettingsFileOptions, 'folder' | 'nowMs'>,
): Promise<Recovery | null> {
  const copied = settingsBackup(options);
  const found = readJsonFile(copied.file, copied.maximumBytes);
  const isDamaged = found.kind === 'value' ? !isRecord(found.value) : isCorrupt(found);
  return isDamaged ? recover(copied) : null;
}

function isCorrupt(found: Exclude<ReadOutcome, { kind: 'value' }>): boolean {
  return found.kind === 'unreadable' && found.reason === 'corrupt';
}

/**
 * Opens the settings file. It replaces a file that is not a JSON object by its backup, or by the defaults when
 * there is no backup. It leaves a file alone that cannot be read or moved, and keeps the settings in memory.
 * It reports all of this and never throws.
 */
export function openSettingsFile(options: SettingsFileOptions): OpenSettingsFile {
  const { folder } = options;
  const file = path.join(folder, `${settingsFileName}.json`);
  const { recovered = null } = options;
  if (recovered !== null) return afterRecovery(options, recovered, 'corrupt');
  const found = readJsonFile(file, maximumFileBytes);
  if (found.kind === 'missing') {
    return create(options, {});
  }
  if (found.kind === 'value' && isRecord(found.value)) {
    return create(options, found.value);
  }
  const reason = found.kind === 'value' ? 'corrupt' : found.reason;
  const recovery: Recovery =
    reason === 'corrupt' ? recoverNow(settingsBackup(options)) : { kind: 'left', value: settingsInBackup(options) };
  return afterRecovery(options, recovery, reason);
}

function afterRecovery(options: SettingsFileOptions, recovery: Recovery, reason: UnreadableReason): OpenSettingsFile {
  const { report } = options;
  const value = recovery.kind !== 'set-aside' && isRecord(recovery.value) ? recovery.value : {};
  switch (recovery.kind) {
    case 'read':
      return create(options, value);
    case 'restored': {
      const { takenFrom, copyOfMs, movedTo } = recovery;
      report({ kind: 'restored', what: 'settings', takenFrom, copyOfMs, movedTo });
      return create(options, value);
    }
    case 'set-aside':
      report({ kind: 'set-aside', what: 'settings', movedTo: recovery.movedTo });
      return { ...create(options, {}), isLost: true };
    default:
      report({ kind: 'not-read', what: 'settings', cause: reason });
      return { ...inMemory(value, 'unreadable'), isLost: true };
  }
}

/** Returns the settings file with its backup. */
export function settingsBackup({ folder, nowMs }: Pick<SettingsFileOptions, 'folder' | 'nowMs'>): BackedUpFile {
  const file = path.join(folder, `${settingsFileName}.json`);
  return { file, maximumBytes: maximumFileBytes, isGood: isRecord, nowMs };
}

/** Returns the settings in the backup; an empty object when there is none. */
export function settingsInBackup(options: Pick<SettingsFileOptions, 'folder' | 'nowMs'>): StoredSettings {
  const copy = readJsonFile(backupPath(settingsBackup(options).file), maximumFileBytes);
  return copy.kind === 'value' && isRecord(copy.value) ? copy.value : {};
}

/** Creates the store. Keeps the settings that were read in memory when that fails, as on a read-only disk. */
function create({ createStore, folder, report }: SettingsFileOptions, read: StoredSettings): OpenSettingsFile {
  try {
    const file = createStore(folder);
    return {
      initial: file.store,
      load: () => {
        const found = readJsonFile(path.join(folder, `${settingsFileName}.json`), maximumFileBytes);
        return found.kind === 'value' && isRecord(found.value) ? found.value : null;
      },
      save: (stored) => {
        try {
          file.store = { ...stored };
          // The library flushes the content, but not the name of the file that it renamed.
          syncFolder(folder);
          return { ok: true };
        } catch (error) {
          return { ok: false, cause: fileCause(error) };
        }
      },
    };
  } catch (error) {
    report({ kind: 'not-saved', what: 'settings', cause: fileCause(error) });
    return inMemory(read, fileCause(error));
  }
}

/** Returns settings in memory that cannot be saved, with the cause. */
function inMemory(initial: StoredSettings, cause: SaveCause): OpenSettingsFile {
  return { initial, load: () => null, save: () => ({ ok: false, cause }) };
}

/**
 * Returns the user's settings for a process that only reads them and must start fast. Writes and quarantines
 * nothing. Uses the backup for what cannot be read, or the defaults when there is no backup.
 */
export function readSettingsFile(file: string): Settings {
  const copy = objectIn(readJsonFile(backupPath(file), maximumFileBytes)) ?? {};
  const found = readJsonFile(file, maximumFileBytes);
  const stored = found.kind === 'missing' ? {} : (objectIn(found) ?? copy);
  return settingsOf(migrateSettings(stored), copy);
}

function objectIn(found: ReadOutcome): StoredSettings | null {
  if (found.kind !== 'value' || typeof found.value !== 'object' || Array.isArray(found.value)) return null;
  return found.value as StoredSettings | null;
}

export type StoredSettings = Readonly<Record<string, unknown>>;

/** Step `n` (from 0) converts an object of version `n + 1` to version `n + 2`. Only add steps. */
export type SettingsMigration = (stored: StoredSettings) => StoredSettings;

export const settingsMigrations: readonly SettingsMigration[] = [];

/**
 * Returns the stored settings in the form of the newest version, with its number. A file without a number has
 * version 1. Settings of a later version stay unchanged. When a step throws, returns the version reached
 * before it.
 */
export function migrateSettings(
  stored: StoredSettings,
  migrations: readonly SettingsMigration[] = settingsMigrations,
): StoredSettings {
  let current: StoredSettings = { ...stored, version: settingsVersion(stored) };
  try {
    for (const migrate of migrations.slice(settingsVersion(stored) - 1)) {
      current = { ...migrate(current), version: settingsVersion(current) + 1 };
    }
  } catch {
    return current;
  }
  return current;
}

/** Returns the version of stored settings; 1 when it is missing or no whole number. */
export function settingsVersion(stored: StoredSettings): number {
  const version = stored['version'];
  return typeof version === 'number' && Number.isInteger(version) && version >= 1 ? version : 1;
}
