import ElectronStore from 'electron-store';

import { type SettingsFile, settingsFileName, settingsFileOptions } from '../node/storage/settings-file.ts';

/**
 * Opens the settings file of the app, which the command line uses too. Throws if it cannot be read. The tray icon does
 * not wait for this file, because the library is large.
 */
export function createElectronStore(folder: string): SettingsFile {
  return new ElectronStore<Record<string, unknown>>({ ...settingsFileOptions(folder), name: settingsFileName });
}
