import ElectronStore from 'electron-store';
import { type SettingsFile, settingsFileName, settingsFileOptions } from '../node/storage/settings-file.ts';

/** The settings file of the app; the same file as the command line's. Throws if it cannot be read. */
export function createElectronStore(folder: string): SettingsFile {
  return new ElectronStore<Record<string, unknown>>({ ...settingsFileOptions(folder), name: settingsFileName });
}
