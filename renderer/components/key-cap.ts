import type { UiKey, UiTranslate } from '../i18n/catalogue.ts';

/** The keys whose name on the keyboard depends on the language. */
const names: Readonly<Record<string, UiKey>> = {
  Ctrl: 'ui.key.ctrl',
  Shift: 'ui.key.shift',
  Esc: 'ui.key.escape',
  Enter: 'ui.key.enter',
  Space: 'ui.key.space',
  Home: 'ui.key.home',
  End: 'ui.key.end',
  PageUp: 'ui.key.page-up',
  PageDown: 'ui.key.page-down',
  Insert: 'ui.key.insert',
  Delete: 'ui.key.delete',
};

/** Returns the name of a key as it stands on a keyboard of the user's language. A sign stays as it is. */
export function keyCap(key: string, t: UiTranslate): string {
  const name = names[key];
  return name === undefined ? key : t(name);
}
