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

/** What the setup writes. `text` null: it removes the file. */
export type SetupPlan =
  | { readonly kind: 'change'; readonly text: string | null }
  /** Nothing needs to change. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly reason: 'not-understood' };

const refused: SetupPlan = { kind: 'refused', reason: 'not-understood' };

/**
 * Plans the settings with our command as the status line. Our command calls an earlier command, so that the earlier one
 * keeps working. If our command is already set, the new one calls the same earlier command.
 *
 * @param text The current settings. Null: there is no file.
 * @param write Returns our command with an earlier one inside it. Null if that cannot be written.
 */
export function planInstall(text: string | null, write: (earlier: string | null) => string | null): SetupPlan {
  const before = text ?? '{}\n';
  if (settingsIn(before) === null) return refused;
  const earlier = commandOf(settingIn(before));
  const command = write(earlierOf(earlier));
  if (command === null) return refused;
  return command === earlier
    ? { kind: 'nothing' }
    : verified(before, installed(before, command), (setting) => commandOf(setting) === command);
}

/**
 * Plans the settings as they were before the install. If nothing else has changed since, the result has the same bytes;
 * else only the status line changes.
 *
 * @param kept The copy that the install made. Null: there was no file, or the copy is gone.
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
    return verified(text, withRawSetting(text, raw), (setting) => isSame(setting, settingIn(usable)));
  }
  if (ours.earlier === null) return verified(text, withoutSetting(text), (setting) => setting === undefined);
  return verified(text, withCommand(text, ours.earlier), (setting) => commandOf(setting) === ours.earlier);
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

/** Returns the change if its text has the intended setting and leaves all others as they were. Else the plan is refused. */
function verified(before: string, after: string, isIntended: (setting: unknown) => boolean): SetupPlan {
  const isSound = settingsIn(after) !== null && isIntended(settingIn(after)) && differsOnlyInSetting(before, after);
  return isSound ? { kind: 'change', text: after } : refused;
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
