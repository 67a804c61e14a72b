/** What the settings store needs of electron-store or conf: the whole object, read and replaced. */
export interface SettingsFile {
  store: Record<string, unknown>;
}

export const settingsFileName = 'settings';

/**
 * What electron-store and conf must both be given, so that app and command line share one file.
 * Without dot notation conf calls nothing newer than Node 18. An unreadable file must throw, not be
 * cleared: it is ours to set aside.
 */
export function settingsFileOptions(folder: string) {
  return {
    cwd: folder,
    fileExtension: 'json',
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    clearInvalidConfig: false,
  } as const;
}
