import path from 'node:path';
import type { ReportStorageProblem, SaveCause, Saving } from '../../../core/settings/storage-problem.ts';
import { fileCause } from './error-code.ts';
import { readJsonFile, type ReadOutcome, type UnreadableReason } from './json-file.ts';
import { type CopiedFile, copyOf, recover, recoverNow, type Recovery } from './backup.ts';
import { type SettingsFile, settingsFileName } from './settings-file.ts';
import type { StoredSettings } from './settings-migrations.ts';

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
  const copied = settingsCopy(options);
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
    reason === 'corrupt' ? recoverNow(settingsCopy(options)) : { kind: 'left', value: goodSettings(options) };
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
export function settingsCopy({ folder, nowMs }: Pick<SettingsFileOptions, 'folder' | 'nowMs'>): CopiedFile {
  const file = path.join(folder, `${settingsFileName}.json`);
  return { file, maximumBytes: maximumFileBytes, isGood: isObject, nowMs };
}

/** What the last good copy holds; nothing where there is none. */
export function goodSettings(options: Pick<SettingsFileOptions, 'folder' | 'nowMs'>): StoredSettings {
  const copy = readJsonFile(copyOf(settingsCopy(options).file), maximumFileBytes);
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
