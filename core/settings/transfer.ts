import { isRecord } from '../units/json.ts';
import type { Confirmation } from './confirmation.ts';
import { settingsConfirmation } from './confirmation.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { defaultSettings, parseSettings, type SettingName, type Settings } from './settings.ts';

/** The form of an exported file. */
const formatName = 'quota-tray-settings';

/** Returns the text of a file with all settings. Settings hold no secret, and what this computer's vault holds is no setting of another one. */
export function exportedSettings({ proxySignIn: _here, ...settings }: Settings, version: string): string {
  return `${JSON.stringify({ format: formatName, version, settings }, null, 2)}\n`;
}

/** What an exported file means for the present settings. */
export type SettingsImport =
  | { readonly kind: 'not-settings' }
  | {
      readonly kind: 'settings';
      /** The settings with a value in the file that this version accepts. */
      readonly change: Partial<Settings>;
      /** The settings whose value in the file is not accepted. They stay as they are. */
      readonly refused: readonly SettingName[];
    };

/** Returns what the content of a file means: one that was exported, or the settings file of the app itself. */
export function importedSettings(content: unknown): SettingsImport {
  if (!isRecord(content)) return { kind: 'not-settings' };
  const stored = content['format'] === formatName ? content['settings'] : content;
  if (!isRecord(stored)) return { kind: 'not-settings' };
  const { settings, refused, cut } = parseSettings(stored);
  const names = (Object.keys(settings) as readonly SettingName[]).filter(
    (name) => Object.hasOwn(stored, name) && !refused.includes(name) && name !== 'proxySignIn',
  );
  if (names.length === 0) return { kind: 'not-settings' };
  return {
    kind: 'settings',
    change: Object.fromEntries(names.map((name) => [name, settings[name]])),
    refused: [...refused, ...cut].filter((name) => name !== 'proxySignIn'),
  };
}

/** Returns the question before settings of a file that run programs, read folders or lead requests another way; null: none. */
export function importConfirmation(
  change: Partial<Settings>,
  settings: Settings,
  locale: Pick<LocaleContext, 't'>,
): Confirmation | null {
  const { hooks, codexFolders, claudeFolders, ledgerUrl, proxyUrl, certificateFile } = change;
  const parts = { hooks, codexFolders, claudeFolders, ledgerUrl, proxyUrl, certificateFile };
  const given = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  return settingsConfirmation(given, settings, locale);
}

/**
 * The settings that a reset keeps: where accounts and the ledger are, because without them accounts are gone, and what the
 * vault holds for a proxy, which goes with its proxy.
 */
const kept = [
  'proxySignIn',
  'codexFolders',
  'claudeFolders',
  'ledgerUrl',
  'ledgerTiers',
  'ledgerGraceCredits',
] as const;

/** Returns the settings that a reset gives their default value. */
export function resetSettings(): Partial<Settings> {
  return Object.fromEntries(
    Object.entries(defaultSettings).filter(([name]) => !(kept as readonly string[]).includes(name)),
  );
}
