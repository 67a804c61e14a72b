import { settingsOf, type Settings } from '../../../core/settings/settings.ts';
import { copyOf } from './backup.ts';
import { readJsonFile, type ReadOutcome } from './json-file.ts';
import { migrateSettings, type StoredSettings } from './settings-migrations.ts';

const maximumFileBytes = 1024 * 1024;

/**
 * The user's settings for a process that only reads them and must start fast: nothing is written or set
 * aside. What cannot be read is as its last good copy says, without one the defaults.
 */
export function readSettingsFile(file: string): Settings {
  const copy = objectIn(readJsonFile(copyOf(file), maximumFileBytes)) ?? {};
  const found = readJsonFile(file, maximumFileBytes);
  const stored = found.kind === 'missing' ? {} : (objectIn(found) ?? copy);
  return settingsOf(migrateSettings(stored), copy);
}

function objectIn(found: ReadOutcome): StoredSettings | null {
  if (found.kind !== 'value' || typeof found.value !== 'object' || Array.isArray(found.value)) return null;
  return found.value as StoredSettings | null;
}
