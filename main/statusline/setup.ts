import { joinSentences } from '../../core/text/layout.ts';
import path from 'node:path';
import type { Translate } from '../../core/i18n/translate.ts';
import { changeText, settingsIn } from '../node/claude/status-line-setting.ts';
import { formatStatusLineCommand, type OwnCommand } from '../node/claude/status-line-command.ts';
import { planInstall, planUninstall, type SetupPlan } from '../node/claude/setup-plan.ts';
import {
  keptPath,
  readSettingsText,
  removeSettings,
  type SettingsReading,
  type SettingsRefusal,
  settingsPath,
  writeSettingsText,
} from '../node/claude/settings-files.ts';
import { claudePaths } from '../node/credentials/claude-sign-in.ts';
import { hostHomeFolder } from '../node/host-environment.ts';

export interface SetupOptions {
  readonly action: 'install' | 'uninstall';
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The program that the settings will name. */
  readonly own: OwnCommand;
  /** Asks the user. Null: there is no terminal to ask on. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  readonly print: (text: string) => void;
  readonly t: Translate;
  /** The file of the organization's settings for Claude Code. Left out: the platform's usual place. */
  readonly managedSettings?: string;
}

export type SetupOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'needs-yes'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Only its owner may read a new settings file. */
const newFileMode = 0o600;

/**
 * Adds our status line to Claude Code's settings, or removes it. It prints the change first, and makes it only
 * when the user or `--yes` agrees. Nothing else in that folder changes.
 */
export async function setUpStatusLine(options: SetupOptions): Promise<SetupOutcome> {
  const { action, environment, platform, print, t } = options;
  const [place] = claudePaths({ environment, platform, homeFolder: hostHomeFolder() });
  const folder = place?.folder ?? '';
  const file = settingsPath(folder);
  const reading = readSettingsText(folder, file);
  if (reading.kind === 'refused') return failed(refusalText(reading.reason, { folder, file, t }));
  const plan = planFor(options, folder, textOf(reading));
  if (plan.kind === 'refused') return failed(t('cli.setup.not-understood', { file }));
  if (plan.kind === 'nothing') {
    print(
      action === 'install'
        ? joinSentences([t('cli.setup.installed-already'), hint(options, folder, null)], { t })
        : t('cli.setup.not-installed'),
    );
    return { kind: 'done' };
  }
  print(`${file}\n${changeText(textOf(reading), plan.text)}`);
  if (options.dryRun) return { kind: 'done' };
  const agreed = await askForAgreement(options);
  if (agreed === null) {
    return { kind: 'needs-yes', message: t('cli.setup.needs-yes') };
  }
  if (!agreed) {
    print(t('cli.setup.unchanged'));
    return { kind: 'done' };
  }
  return makeChange(options, folder, reading, plan.text);
}

function planFor({ action, own, platform }: SetupOptions, folder: string, text: string | null): SetupPlan {
  if (action === 'uninstall') return planUninstall(text, textOf(readSettingsText(folder, keptPath(folder))));
  return planInstall(text, (earlier) => formatStatusLineCommand({ ...own, platform }, earlier));
}

async function askForAgreement({ yes, confirm, action, t }: SetupOptions): Promise<boolean | null> {
  if (yes) return true;
  return confirm === null
    ? null
    : confirm(t(action === 'install' ? 'cli.setup.ask-install' : 'cli.setup.ask-uninstall'));
}

function makeChange(options: SetupOptions, folder: string, before: SettingsReading, text: string | null): SetupOutcome {
  const { action, print, t } = options;
  const file = settingsPath(folder);
  const isUnchanged = JSON.stringify(readSettingsText(folder, file)) === JSON.stringify(before);
  if (!isUnchanged) return failed(t('cli.setup.changed-meanwhile', { file }));
  if (action === 'install' && !copyBeforeInstall(folder, before)) return failed(t('cli.setup.unwritable', { folder }));
  const mode = before.kind === 'text' ? before.mode : newFileMode;
  const isWritten = text === null ? removeSettings(file) : writeSettingsText(file, text, mode);
  if (!isWritten) return failed(t('cli.setup.unwritable', { folder }));
  if (action === 'uninstall') removeSettings(keptPath(folder));
  print(
    action === 'install'
      ? joinSentences([t('cli.setup.installed'), hint(options, folder, t('cli.setup.shows-later'))], { t })
      : t('cli.setup.uninstalled'),
  );
  return { kind: 'done' };
}

/** Returns why Claude Code does not show the installed line. Else `otherwise`. */
function hint<Otherwise extends string | null>(
  { platform, managedSettings, t }: SetupOptions,
  folder: string,
  otherwise: Otherwise,
): string | Otherwise {
  const own = settingsPath(folder);
  const managed = managedSettings ?? managedSettingsPath(platform);
  if (areHooksOff(own)) {
    return t('cli.setup.hooks-off', { file: own });
  }
  if (areHooksOff(managed)) {
    return t('cli.setup.hooks-off-managed', { file: managed });
  }
  return otherwise;
}

/** Claude Code shows no status line and runs no hook while this setting is on. */
function areHooksOff(file: string): boolean {
  const text = textOf(readSettingsText(path.dirname(file), file));
  return text !== null && settingsIn(text)?.['disableAllHooks'] === true;
}

/** Returns the file in which an organization sets Claude Code on its computers. */
function managedSettingsPath(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return '/Library/Application Support/ClaudeCode/managed-settings.json';
    case 'win32':
      return 'C:\\Program Files\\ClaudeCode\\managed-settings.json';
    default:
      return '/etc/claude-code/managed-settings.json';
  }
}

/** Copies the settings from before the first install. A repeated install keeps that copy. */
function copyBeforeInstall(folder: string, before: SettingsReading): boolean {
  const kept = keptPath(folder);
  const wasInstalled = before.kind === 'text' && planUninstall(before.text, null).kind === 'change';
  if (wasInstalled) return true;
  return before.kind === 'text' ? writeSettingsText(kept, before.text, before.mode) : removeSettings(kept);
}

function textOf(reading: SettingsReading): string | null {
  return reading.kind === 'text' ? reading.text : null;
}

function refusalText(
  reason: SettingsRefusal,
  { folder, file, t }: { readonly folder: string; readonly file: string; readonly t: Translate },
): string {
  return reason === 'no-folder' ? t('cli.setup.no-folder', { folder }) : t(`cli.setup.${reason}`, { file });
}

function failed(message: string): SetupOutcome {
  return { kind: 'failed', message };
}
