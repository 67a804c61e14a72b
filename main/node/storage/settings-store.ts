import path from 'node:path';
import { knownSettings, readSettings } from '../../../core/settings/read-settings.ts';
import type { Settings } from '../../../core/settings/settings.ts';
import { fileCause } from './file-cause.ts';
import { openSettingsFile, type SettingsFileOptions } from './open-settings-file.ts';
import { withBriefLock } from './process-lock.ts';
import { reportOnce } from './report-once.ts';
import { settingsFileName } from './settings-file.ts';
import {
  migrateSettings,
  type SettingsMigration,
  settingsMigrations,
  settingsVersion,
  type StoredSettings,
} from './settings-migrations.ts';

export interface SettingsStore {
  readonly get: () => Settings;
  /** Takes over the fields that have an allowed value, saves, tells the listeners, and gives all settings. */
  readonly set: (change: Partial<Settings>) => Settings;
  /** The same for a change that depends on what is set now, also by another process. */
  readonly update: (change: (now: Settings) => Partial<Settings>) => Settings;
  /** Takes over what another process has written, and tells the listeners of it. */
  readonly reload: () => void;
  /** Returns the function that ends it. */
  readonly subscribe: (listener: (settings: Settings) => void) => () => void;
}

export interface SettingsStoreOptions extends SettingsFileOptions {
  readonly migrations?: readonly SettingsMigration[];
}

/**
 * The user's settings: kept in memory and written through; each change is made to what the file says by
 * then, so that two processes lose nothing of each other's. A wrong value falls back to its default alone, unknown keys stay in the file, a file that is not JSON is set
 * aside. What cannot be saved still holds until the app quits. Never throws.
 */
export function openSettings(options: SettingsStoreOptions): SettingsStore {
  const report = reportOnce(options.report);
  const file = openSettingsFile({ ...options, report });
  const listeners = new Set<(settings: Settings) => void>();
  let stored: StoredSettings = migrateSettings(file.initial, options.migrations ?? settingsMigrations);
  let settings = readSettings(stored);
  let isSaved = true;

  if (settingsVersion(stored) !== settingsVersion(file.initial)) {
    write();
  }

  function write(): void {
    try {
      file.save(stored);
      isSaved = true;
    } catch (error) {
      isSaved = false;
      report({ kind: 'not-saved', what: 'settings', cause: fileCause(error) });
    }
  }

  /** True when the file says something else than this process knew. A change that was not saved still holds. */
  function takeOver(): boolean {
    const found = isSaved ? file.load() : null;
    if (found === null || JSON.stringify(found) === JSON.stringify(stored)) {
      return false;
    }
    const before = JSON.stringify(settings);
    stored = migrateSettings(found, options.migrations ?? settingsMigrations);
    settings = readSettings(stored);
    return JSON.stringify(settings) !== before;
  }

  function tell(): void {
    for (const listener of [...listeners]) {
      listener(settings);
    }
  }

  function update(change: (now: Settings) => Partial<Settings>): Settings {
    const hasChanged = withBriefLock(`${path.join(options.folder, settingsFileName)}.lock`, () => {
      const isOther = takeOver();
      const allowed = knownSettings(change(settings));
      const names = Object.keys(allowed) as readonly (keyof Settings)[];
      const isNew = names.some((name) => allowed[name] !== settings[name]);
      if (isNew) {
        stored = { ...stored, ...allowed };
        settings = readSettings(stored);
        write();
      }
      return isOther || isNew;
    });
    if (hasChanged) {
      tell();
    }
    return settings;
  }

  function reload(): void {
    if (takeOver()) {
      tell();
    }
  }

  function subscribe(listener: (settings: Settings) => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  return Object.freeze({
    get: () => settings,
    set: (change) => update(() => change),
    update,
    reload,
    subscribe,
  } satisfies SettingsStore);
}
