import { knownSettings, readSettings } from '../../../core/settings/read-settings.ts';
import type { Settings } from '../../../core/settings/settings.ts';
import { fileCause } from './file-cause.ts';
import { openSettingsFile, type SettingsFileOptions } from './open-settings-file.ts';
import { reportOnce } from './report-once.ts';
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
  /** Returns the function that ends it. */
  readonly subscribe: (listener: (settings: Settings) => void) => () => void;
}

export interface SettingsStoreOptions extends SettingsFileOptions {
  readonly migrations?: readonly SettingsMigration[];
}

/**
 * The user's settings: the file is read once, kept in memory and written through. A wrong value
 * falls back to its default alone, unknown keys stay in the file, a file that is not JSON is set
 * aside. What cannot be saved still holds until the app quits. Never throws.
 */
export function openSettings(options: SettingsStoreOptions): SettingsStore {
  const report = reportOnce(options.report);
  const file = openSettingsFile({ ...options, report });
  const listeners = new Set<(settings: Settings) => void>();
  let stored: StoredSettings = migrateSettings(file.initial, options.migrations ?? settingsMigrations);
  let settings = readSettings(stored);

  if (settingsVersion(stored) !== settingsVersion(file.initial)) {
    write();
  }

  function write(): void {
    try {
      file.save(stored);
    } catch (error) {
      report({ kind: 'not-saved', what: 'settings', cause: fileCause(error) });
    }
  }

  function set(change: Partial<Settings>): Settings {
    const allowed = knownSettings(change);
    const names = Object.keys(allowed) as readonly (keyof Settings)[];
    if (names.some((name) => allowed[name] !== settings[name])) {
      stored = { ...stored, ...allowed };
      settings = readSettings(stored);
      write();
      for (const listener of [...listeners]) {
        listener(settings);
      }
    }
    return settings;
  }

  function subscribe(listener: (settings: Settings) => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  return Object.freeze({ get: () => settings, set, subscribe });
}
