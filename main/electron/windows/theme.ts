import { nativeTheme } from 'electron';
import type { Settings } from '../../../core/settings/settings.ts';

/** `--ground` of renderer/styles/tokens.css, so that a window that is not painted yet does not flash. */
const lightGround = '#f2f2f5';
const darkGround = '#151518';

/** Makes windows, menus and the page's `prefers-color-scheme` follow the setting. */
export function applyTheme(theme: Settings['theme']): void {
  nativeTheme.themeSource = theme;
}

/** The colour of a window before its page has painted. */
export function windowGround(): string {
  return nativeTheme.shouldUseDarkColors ? darkGround : lightGround;
}
