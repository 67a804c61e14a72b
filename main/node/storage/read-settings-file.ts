import { readSettings } from '../../../core/settings/read-settings.ts';
import type { Settings } from '../../../core/settings/settings.ts';
import { readJsonFile } from './json-file.ts';
import { migrateSettings, type StoredSettings } from './settings-migrations.ts';

const maximumFileBytes = 1024 * 1024;

/**
 * The user's settings for a process that only reads them and must start fast: nothing is written or set
 * aside, and what cannot be read are the defaults.
 */
export function readSettingsFile(file: string): Settings {
  const found = readJsonFile(file, maximumFileBytes);
  const isObject = found.kind === 'value' && typeof found.value === 'object' && found.value !== null;
  return readSettings(isObject && !Array.isArray(found.value) ? migrateSettings(found.value as StoredSettings) : {});
}
