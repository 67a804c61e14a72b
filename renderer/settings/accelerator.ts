import { keyCap } from '../components/key-cap.ts';
import type { UiTranslate } from '../i18n/catalogue.ts';

/** The part of a key event that names its keys. */
export interface PressedKeys {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

const named: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Space: 'Space',
  Tab: 'Tab',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Insert: 'Insert',
  Delete: 'Delete',
};

/** What pressed keys mean for a shortcut. `partial`: only modifiers so far. `no-modifier`: a key that types. */
export type Accelerator =
  | { readonly kind: 'keys'; readonly keys: string }
  | { readonly kind: 'partial' | 'no-modifier' | 'unknown' };

/** Returns the keys of a shortcut as Electron names them, such as `Control+Alt+Q`. */
export function acceleratorOf(event: PressedKeys, platform: string): Accelerator {
  if (['Control', 'Alt', 'Shift', 'Meta', 'OS', 'AltGraph'].includes(event.key)) return { kind: 'partial' };
  const key = keyOf(event);
  if (key === null) return { kind: 'unknown' };
  const modifiers = [
    event.ctrlKey ? 'Control' : null,
    event.altKey ? 'Alt' : null,
    event.shiftKey ? 'Shift' : null,
    event.metaKey ? (platform === 'darwin' ? 'Command' : 'Super') : null,
  ].filter((each) => each !== null);
  const types = modifiers.every((each) => each === 'Shift') && !/^F\d+$/.test(key);
  if (modifiers.length === 0 || types) return { kind: 'no-modifier' };
  return { kind: 'keys', keys: [...modifiers, key].join('+') };
}

function keyOf({ key, code }: PressedKeys): string | null {
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase();
  if (/^F(?:[1-9]|1\d|2[0-4])$/.test(code)) return code;
  const [, letter] = /^(?:Key|Digit)([A-Z0-9])$/.exec(code) ?? [];
  return letter ?? named[code] ?? null;
}

const labels: Readonly<Record<string, string>> = {
  Control: 'Ctrl',
  CommandOrControl: 'Ctrl',
  Cmd: '⌘',
  Super: 'Super',
};
const macLabels: Readonly<Record<string, string>> = {
  ...{ Control: '⌃', Ctrl: '⌃', Alt: '⌥', Option: '⌥', Shift: '⇧', Command: '⌘', Cmd: '⌘', CommandOrControl: '⌘' },
};

/** Returns the caps of a shortcut, as the keyboard of this platform and language names them. */
export function keyCaps(keys: string, platform: string, t: UiTranslate): readonly string[] {
  const names = platform === 'darwin' ? macLabels : labels;
  return keys === '' ? [] : keys.split('+').map((key) => keyCap(names[key] ?? key, t));
}
