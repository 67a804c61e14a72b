import Conf from 'conf';
import { type SettingsFile, settingsFileName, settingsFileOptions } from './settings-file.ts';

/** The settings file for a process without Electron; the same file as the app's. Throws if it cannot be read. */
export function createConfStore(folder: string): SettingsFile {
  return new Conf<Record<string, unknown>>({ ...settingsFileOptions(folder), configName: settingsFileName });
}
