import { realpathSync } from 'node:fs';
import path from 'node:path';
import { assertNever } from '../../core/assert-never.ts';
import { changeText } from '../node/claude/change-text.ts';
import { writeOurCommand } from '../node/claude/our-command.ts';
import { planInstall, planUninstall, type SetupPlan } from '../node/claude/plan-setup.ts';
import { settingsIn } from '../node/claude/status-line-setting.ts';
import {
  keptPath,
  readSettingsText,
  removeSettings,
  type SettingsReading,
  type SettingsRefusal,
  settingsPath,
  writeSettingsText,
} from '../node/claude/settings-files.ts';
import { claudePaths } from '../node/credentials/claude-places.ts';
import { hostHomeFolder } from '../node/host-environment.ts';

export interface SetupOptions {
  readonly action: 'install' | 'uninstall';
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The runtime and the program that the settings are to name. */
  readonly runtime: string;
  readonly program: string;
  /** Asks a person; null where nobody can be asked. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  readonly print: (text: string) => void;
  /** The settings that an organisation gives Claude Code; left out: where the platform keeps them. */
  readonly managedSettings?: string;
}

export type SetupOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'needs-yes'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Where a new settings file is written, its owner alone may read it. */
const newFileMode = 0o600;

/**
 * Sets our status line up in Claude Code's settings, or takes it out again. The change is shown before it
 * is made, and made only when a person or `--yes` agrees. Nothing else in that folder is touched.
 */
export async function setUpStatusLine(options: SetupOptions): Promise<SetupOutcome> {
  const { action, environment, platform, print } = options;
  const [place] = claudePaths({ environment, platform, homeFolder: hostHomeFolder() });
  const folder = place?.folder ?? '';
  const file = settingsPath(folder);
  const reading = readSettingsText(folder, file);
  if (reading.kind === 'refused') return failed(refusalText(reading.reason, folder, file));
  const plan = planFor(options, folder, textOf(reading));
  if (plan.kind === 'refused') return failed(`${file} is not understood, so it was left as it is. Correct it by hand.`);
  if (plan.kind === 'nothing') {
    print(action === 'install' ? `The status line is installed already.${hint(options, folder, '')}` : notInstalled);
    return { kind: 'done' };
  }
  print(`${file}\n${changeText(textOf(reading), plan.text)}`);
  if (options.dryRun) return { kind: 'done' };
  const agreed = await agreement(options);
  if (agreed === null) {
    const message = 'Nobody can be asked here, so nothing was changed. Run it again with --yes.';
    return { kind: 'needs-yes', message };
  }
  if (!agreed) {
    print('Nothing was changed.');
    return { kind: 'done' };
  }
  return carryOut(options, folder, reading, plan.text);
}

function planFor({ action, ...our }: SetupOptions, folder: string, text: string | null): SetupPlan {
  if (action === 'uninstall') return planUninstall(text, textOf(readSettingsText(folder, keptPath(folder))));
  return planInstall(text, (earlier) => writeOurCommand({ ...our, program: linkless(our.program) }, earlier));
}

async function agreement({ yes, confirm, action }: SetupOptions): Promise<boolean | null> {
  if (yes) return true;
  return confirm === null ? null : confirm(action === 'install' ? 'Make this change?' : 'Take it out?');
}

function carryOut(options: SetupOptions, folder: string, before: SettingsReading, text: string | null): SetupOutcome {
  const { action, print } = options;
  const file = settingsPath(folder);
  const isUnchanged = JSON.stringify(readSettingsText(folder, file)) === JSON.stringify(before);
  if (!isUnchanged) return failed(`${file} was changed meanwhile, so it was left as it is. Run it again.`);
  if (action === 'install' && !keep(folder, before)) return failed(unwritable(folder));
  const mode = before.kind === 'text' ? before.mode : newFileMode;
  const isWritten = text === null ? removeSettings(file) : writeSettingsText(file, text, mode);
  if (!isWritten) return failed(unwritable(folder));
  if (action === 'uninstall') removeSettings(keptPath(folder));
  print(action === 'install' ? `Installed.${hint(options, folder, ' It shows after the next prompt.')}` : 'Taken out.');
  return { kind: 'done' };
}

const notInstalled = 'The status line is not installed.';

/** Why the line will not show although it is installed; else what is given. */
function hint({ platform, managedSettings }: SetupOptions, folder: string, otherwise: string): string {
  const own = settingsPath(folder);
  const managed = managedSettings ?? managedSettingsPath(platform);
  if (areHooksOff(own)) {
    return ` Claude Code shows no status line yet, because "disableAllHooks" is true in ${own}. Remove it to see the line.`;
  }
  if (areHooksOff(managed)) {
    return ` Claude Code shows no status line, because your organisation set "disableAllHooks" in ${managed}.`;
  }
  return otherwise;
}

/** Claude Code shows no status line, and runs no hook, while this is set. */
function areHooksOff(file: string): boolean {
  const text = textOf(readSettingsText(path.dirname(file), file));
  return text !== null && settingsIn(text)?.['disableAllHooks'] === true;
}

/** Where an organisation keeps the settings of Claude Code on all its computers. */
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

/** Keeps the settings as they were before the first install, not between two. */
function keep(folder: string, before: SettingsReading): boolean {
  const kept = keptPath(folder);
  const wasInstalled = before.kind === 'text' && planUninstall(before.text, null).kind === 'change';
  if (wasInstalled) return true;
  return before.kind === 'text' ? writeSettingsText(kept, before.text, before.mode) : removeSettings(kept);
}

function textOf(reading: SettingsReading): string | null {
  return reading.kind === 'text' ? reading.text : null;
}

/** A link such as one in a `bin` folder may be gone tomorrow. */
function linkless(program: string): string {
  try {
    return realpathSync(program);
  } catch {
    return program;
  }
}

function refusalText(reason: SettingsRefusal, folder: string, file: string): string {
  switch (reason) {
    case 'no-folder':
      return `There is no folder ${folder}. Start \`claude\` once, then run this again.`;
    case 'link':
      return `${file} is a link that leaves its folder, so it was left as it is. Change the file it points to by hand.`;
    case 'unreadable':
      return `${file} cannot be read. Check its permissions.`;
    case 'too-large':
      return `${file} is far larger than settings should be, so it was left as it is.`;
    case 'not-text':
      return `${file} is not UTF-8 text, so it was left as it is.`;
    default:
      return assertNever(reason);
  }
}

function unwritable(folder: string): string {
  return `Nothing could be written in ${folder}. Check its permissions and the free space.`;
}

function failed(message: string): SetupOutcome {
  return { kind: 'failed', message };
}
