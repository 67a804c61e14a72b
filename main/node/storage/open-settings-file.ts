import path from 'node:path';
import type { ReportStorageProblem, SaveCause, Saving } from '../../../core/settings/storage-problem.ts';
import { fileCause } from './file-cause.ts';
import { readJsonFile } from './json-file.ts';
import { setAside } from './set-aside.ts';
import { type SettingsFile, settingsFileName } from './settings-file.ts';
import type { StoredSettings } from './settings-migrations.ts';

export interface OpenSettingsFile {
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
}

const maximumFileBytes = 1024 * 1024;

/**
 * Reads the settings file once. One that is not a JSON object is set aside; one that cannot be read
 * or moved is left alone, and the settings live in memory. All of it is reported, nothing thrown.
 */
export function openSettingsFile(options: SettingsFileOptions): OpenSettingsFile {
  const { folder, nowMs, report } = options;
  const file = path.join(folder, `${settingsFileName}.json`);
  const found = readJsonFile(file, maximumFileBytes);
  if (found.kind === 'missing') {
    return create(options, {});
  }
  if (found.kind === 'value' && isObject(found.value)) {
    return create(options, found.value);
  }
  const reason = found.kind === 'value' ? 'corrupt' : found.reason;
  const moved = reason === 'corrupt' ? setAside(file, nowMs()) : null;
  if (moved?.kind === 'moved') {
    report({ kind: 'set-aside', what: 'settings', movedTo: moved.movedTo });
    return create(options, {});
  }
  report({ kind: 'not-read', what: 'settings', cause: reason });
  return inMemory({}, 'unreadable');
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
