import { assertNever } from '../assert-never.ts';
import type { LocaleContext } from '../i18n/translate.ts';

/**
 * What became of the keys that open the panel from anywhere. `active`: they work. `taken`: another program has them.
 * `desktop`: the desktop decides, and may ask the user. `unsupported`: this desktop gives no keys to programs. `none`: the
 * user set no keys.
 */
export type ShortcutState = 'none' | 'active' | 'taken' | 'desktop' | 'unsupported';

/** The state of the keys in the settings window. */
export interface ShortcutView {
  readonly state: ShortcutState;
  /** One sentence about the state and what to do; null: there is nothing to say. */
  readonly text: string | null;
  /** The keys that the app suggests, as the setting `shortcut` stores them. */
  readonly suggested: string;
}

/** The keys that the app suggests. The setting is empty until the user chooses keys. */
const suggestedShortcut = 'Ctrl+Alt+Q';

/**
 * Returns the state of the keys in words.
 *
 * @param command The command that shows or hides the panel, for the desktop's own shortcuts.
 */
export function shortcutView(state: ShortcutState, command: string, { t }: LocaleContext): ShortcutView {
  return { state, text: textOf(state, command, t), suggested: suggestedShortcut };
}

function textOf(state: ShortcutState, command: string, t: LocaleContext['t']): string | null {
  switch (state) {
    case 'none':
    case 'active':
      return null;
    case 'taken':
      return t('shortcut.taken');
    case 'desktop':
      return t('shortcut.desktop');
    case 'unsupported':
      return t('shortcut.unsupported', { command });
    default:
      return assertNever(state);
  }
}
