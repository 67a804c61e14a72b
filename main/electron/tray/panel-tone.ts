/** What the system says about its looks. */
export interface SystemLooks {
  /** Whether programs should be dark. Null: unknown, such as while the app has a theme of its own. */
  readonly isDark: boolean | null;
  /** Whether the taskbar is dark. Null: the system does not say. */
  readonly isTaskbarDark: boolean | null;
}

/** Desktops whose panel is dark in every theme of theirs. */
const darkPanels: ReadonlySet<string> = new Set(['GNOME', 'Unity', 'X-Cinnamon', 'Cinnamon', 'Pantheon']);
/** Desktops whose panel is dark if their programs are. */
const themedPanels: ReadonlySet<string> = new Set(['KDE', 'XFCE', 'MATE', 'LXQt', 'LXDE', 'Budgie']);

/**
 * Returns whether the panel that holds the icon is dark or light; null: unknown. On Linux it is never known to be
 * light, because light themes often have a dark panel.
 *
 * @param currentDesktop The value of `XDG_CURRENT_DESKTOP`.
 */
export function panelTone(
  platform: NodeJS.Platform,
  currentDesktop: string | undefined,
  { isDark, isTaskbarDark }: SystemLooks,
): 'dark' | 'light' | null {
  if (platform === 'win32') return isTaskbarDark === null ? null : isTaskbarDark ? 'dark' : 'light';
  if (platform !== 'linux') return null;
  const names = (currentDesktop ?? '').split(':');
  if (names.some((name) => darkPanels.has(name))) return 'dark';
  return isDark === true && names.some((name) => themedPanels.has(name)) ? 'dark' : null;
}
