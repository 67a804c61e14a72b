import Conf from 'conf';
import { type SettingsFile, settingsFileName, settingsFileOptions } from './settings-file.ts';

/** Opens the app's settings file in a process without Electron. Throws when the file cannot be read. */
export function createConfStore(folder: string): SettingsFile {
  return new Conf<Record<string, unknown>>({ ...settingsFileOptions(folder), configName: settingsFileName });
}
