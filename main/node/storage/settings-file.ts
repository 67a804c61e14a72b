import path from 'node:path';

import { type Settings, settingsOf } from '../../../core/settings/settings.ts';
import type { ReportStorageProblem, SaveCause, Saving } from '../../../core/settings/storage-problem.ts';
import { type BackedUpFile, backupPath, recover, recoverNow, type Recovery } from './backup.ts';
import { fileCause } from './error-code.ts';
import { readJsonFile, type ReadOutcome, type UnreadableReason } from './json-file.ts';

/** What the settings store needs of electron-store or conf: the whole object, read and replaced. */
export interface SettingsFile {
  store: Record<string, unknown>;
}

export const settingsFileName = 'settings';

/**
 * What electron-store and conf must both be given, so that app and command line share one file.
 * Without dot notation conf calls nothing newer than Node 18. An unreadable file must throw, not be
 * cleared: it is ours to set aside.
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
  /** The file was there and could not be understood, so what the user had chosen is not known. */
  readonly isLost?: true;
  readonly initial: StoredSettings;
  /** What is in the file now; null where that cannot be read. Never throws. */
  readonly load: () => StoredSettings | null;
  /** Never throws. */
  readonly save: (stored: StoredSettings) => Saving;
}

export interface SettingsFileOptions {
  readonly folder: string;
  /** Makes an electron-store or a conf with `settingsFileOptions(folder)`. May throw. */
  readonly createStore: (folder: string) => SettingsFile;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
  /** What `recoverSettings` did; null or left out: nothing. */
  readonly recovered?: Recovery | null;
}

const maximumFileBytes = 1024 * 1024;

/**
 * What has to be done before the settings are opened by a process that must not hold its thread: a damaged
 * file gives way to its last good copy. Null: it is not damaged. Never throws.
 */
export async function recoverSettings(
  options: Pick<SettingsFileOptions, 'folder' | 'nowMs'>,
): Promise<Recovery | null> {
  const copied = settingsBackup(options);
  const found = readJsonFile(copied.file, copied.maximumBytes);
  const isDamaged = found.kind === 'value' ? !isObject(found.value) : isCorrupt(found);
  return isDamaged ? recover(copied) : null;
}

function isCorrupt(found: Exclude<ReadOutcome, { kind: 'value' }>): boolean {
  return found.kind === 'unreadable' && found.reason === 'corrupt';
}

/**
 * Reads the settings file once. One that is not a JSON object gives way to its last good copy, without one
 * to the defaults. One that cannot be read or moved is left alone, and the settings live in memory. All of it is reported, nothing thrown.
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
  if (found.kind === 'value' && isObject(found.value)) {
    return create(options, found.value);
  }
  const reason = found.kind === 'value' ? 'corrupt' : found.reason;
  const recovery: Recovery =
    reason === 'corrupt' ? recoverNow(settingsBackup(options)) : { kind: 'left', value: settingsInBackup(options) };
  return afterRecovery(options, recovery, reason);
}

function afterRecovery(options: SettingsFileOptions, recovery: Recovery, reason: UnreadableReason): OpenSettingsFile {
  const { report } = options;
  const value = recovery.kind !== 'set-aside' && isObject(recovery.value) ? recovery.value : {};
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

/** The settings file with its last good copy. */
export function settingsBackup({ folder, nowMs }: Pick<SettingsFileOptions, 'folder' | 'nowMs'>): BackedUpFile {
  const file = path.join(folder, `${settingsFileName}.json`);
  return { file, maximumBytes: maximumFileBytes, isGood: isObject, nowMs };
}

/** What the last good copy holds; nothing where there is none. */
export function settingsInBackup(options: Pick<SettingsFileOptions, 'folder' | 'nowMs'>): StoredSettings {
  const copy = readJsonFile(backupPath(settingsBackup(options).file), maximumFileBytes);
  return copy.kind === 'value' && isObject(copy.value) ? copy.value : {};
}

/** Making the store may fail on a disk that can be read but not written: what was read still counts. */
function create({ createStore, folder, report }: SettingsFileOptions, read: StoredSettings): OpenSettingsFile {
  try {
    const file = createStore(folder);
    return {
      initial: file.store,
      load: () => {
        const found = readJsonFile(path.join(folder, `${settingsFileName}.json`), maximumFileBytes);
        return found.kind === 'value' && isObject(found.value) ? found.value : null;
      },
      save: (stored) => {
        try {
          file.store = { ...stored };
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

/** What cannot be saved, and why. */
function inMemory(initial: StoredSettings, cause: SaveCause): OpenSettingsFile {
  return { initial, load: () => null, save: () => ({ ok: false, cause }) };
}

function isObject(value: unknown): value is StoredSettings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The user's settings for a process that only reads them and must start fast: nothing is written or set
 * aside. What cannot be read is as its last good copy says, without one the defaults.
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

/** Step `n` (from 0) takes an object of version `n + 1` to version `n + 2`. Steps are only ever added. */
export type SettingsMigration = (stored: StoredSettings) => StoredSettings;

export const settingsMigrations: readonly SettingsMigration[] = [];

/**
 * The stored settings in the form of the newest version, with its number. A file without a number is
 * of version 1; one of a later version of the app is left as it is. A step that throws ends the way
 * there, so that what was reached is kept.
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

/** The version a stored object says it has; 1 when it says nothing sensible. */
export function settingsVersion(stored: StoredSettings): number {
  const version = stored['version'];
  return typeof version === 'number' && Number.isInteger(version) && version >= 1 ? version : 1;
}
