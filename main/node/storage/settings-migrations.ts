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
