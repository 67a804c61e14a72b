import { parseStatusLineCommand } from './status-line-command.ts';
import {
  commandOf,
  differsOnlyInSetting,
  rawSetting,
  settingIn,
  settingsIn,
  withCommand,
  withNewSetting,
  withoutSetting,
  withRawSetting,
} from './status-line-setting.ts';

/** What is to be written; `text` null takes the file away. */
export type SetupPlan =
  | { readonly kind: 'change'; readonly text: string | null }
  /** Nothing to do: it is installed as it should be, or not installed at all. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly reason: 'not-understood' };

const refused: SetupPlan = { kind: 'refused', reason: 'not-understood' };

/**
 * The settings with our command as the status line. An earlier command goes on working inside ours; one
 * of ours is replaced, and what was inside it stays there.
 *
 * @param text The settings as they are; null: there is no file.
 * @param write Writes our command around an earlier one; null where that cannot be written.
 */
export function planInstall(text: string | null, write: (earlier: string | null) => string | null): SetupPlan {
  const before = text ?? '{}\n';
  if (settingsIn(before) === null) return refused;
  const earlier = commandOf(settingIn(before));
  const command = write(earlierOf(earlier));
  if (command === null) return refused;
  return command === earlier
    ? { kind: 'nothing' }
    : checked(before, installed(before, command), (setting) => commandOf(setting) === command);
}

/**
 * The settings as they were before the install: byte by byte where nothing else was changed since, else
 * only the status line.
 *
 * @param kept The settings that install kept beside the file; null: there was none, or it is gone.
 */
export function planUninstall(text: string | null, kept: string | null): SetupPlan {
  if (text === null) return { kind: 'nothing' };
  if (settingsIn(text) === null) return refused;
  const command = commandOf(settingIn(text));
  const ours = parseStatusLineCommand(command);
  if (command === null || ours === null) return { kind: 'nothing' };
  const usable = kept !== null && settingsIn(kept) !== null ? kept : null;
  if (installed(usable ?? '{}\n', command) === text) return { kind: 'change', text: usable };
  const raw = usable === null ? null : rawSetting(usable);
  if (usable !== null && raw !== null && commandOf(settingIn(usable)) === ours.earlier) {
    return checked(text, withRawSetting(text, raw), (setting) => isSame(setting, settingIn(usable)));
  }
  if (ours.earlier === null) return checked(text, withoutSetting(text), (setting) => setting === undefined);
  return checked(text, withCommand(text, ours.earlier), (setting) => commandOf(setting) === ours.earlier);
}

function installed(text: string, command: string): string {
  const setting = settingIn(text);
  if (commandOf(setting) !== null) return withCommand(text, command);
  if (setting === undefined) return withNewSetting(text, command);
  return withRawSetting(text, JSON.stringify({ type: 'command', command }));
}

function earlierOf(command: string | null): string | null {
  const ours = parseStatusLineCommand(command);
  return ours === null ? command : ours.earlier;
}

/** Nothing is written of which we are not sure that it says what we mean, and else what was there. */
function checked(before: string, after: string, isMeant: (setting: unknown) => boolean): SetupPlan {
  const isSound = settingsIn(after) !== null && isMeant(settingIn(after)) && differsOnlyInSetting(before, after);
  return isSound ? { kind: 'change', text: after } : refused;
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
