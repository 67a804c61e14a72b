import { app, globalShortcut } from 'electron';
import type { Log } from '../../core/ports.ts';
import { createGlobalShortcut, type ShortcutWay } from '../electron/system/global-shortcut.ts';
import { ownProgram } from '../electron/system/own-program.ts';
import { isWaylandSession } from '../electron/windows/panel-placement.ts';
import { hasShortcutPortal } from '../node/desktop/desktop-services.ts';
import type { SettingsStore } from '../node/storage/settings-store.ts';
import { toggleArgument } from './start-request.ts';
import type { DesktopState } from './views.ts';

/** Returns the command that shows or hides the panel, for the desktop's own shortcuts. */
export function toggleCommand(environment: NodeJS.ProcessEnv = process.env): string {
  const program = ownProgram({ environment, execPath: process.execPath, platform: process.platform });
  const parts = app.isPackaged ? [program] : [program, app.getAppPath()];
  return [...parts, toggleArgument].map(quoted).join(' ');
}

function quoted(part: string): string {
  return /^[\w./:@%+,-]+$/.test(part) ? part : `"${part.replaceAll(/(["\\$`])/g, '\\$1')}"`;
}

/**
 * Takes the keys of the setting, and others after each change of it. `desktop.shortcut` always has what became of them.
 * Returns the function that gives the keys back.
 */
export function followShortcut(parts: {
  readonly settings: Pick<SettingsStore, 'get' | 'subscribe'>;
  readonly desktop: DesktopState;
  readonly toggle: () => void;
  readonly changed: () => void;
  readonly log: Pick<Log, 'warn'>;
  /** Whether this program draws its windows itself on Wayland. Only then it can use the portal. */
  readonly isNativeWayland: boolean;
}): () => void {
  const { settings, desktop, toggle, changed, log, isNativeWayland } = parts;
  const shortcut = createGlobalShortcut({ registry: globalShortcut, pressed: toggle, log: log.warn });
  let way: ShortcutWay | null = null;
  let applied: string | null = null;
  let isEnded = false;

  const apply = (): void => {
    const keys = settings.get().shortcut;
    if (isEnded || way === null || keys === applied) return;
    applied = keys;
    const before = desktop.shortcut;
    desktop.shortcut = shortcut.apply(keys, way);
    if (desktop.shortcut === 'taken') log.warn(`Another program has the keys ${keys}`);
    if (desktop.shortcut !== before) changed();
  };

  void wayOf(isNativeWayland).then((found) => {
    way = found;
    apply();
  });
  const endFollowing = settings.subscribe(apply);
  return () => {
    isEnded = true;
    endFollowing();
    shortcut.release();
  };
}

/** A program under XWayland gets keys only while a window of another such program has the focus, so it gets none here. */
async function wayOf(isNativeWayland: boolean): Promise<ShortcutWay> {
  if (process.platform !== 'linux' || !isWaylandSession(process.env)) return 'system';
  return isNativeWayland && (await hasShortcutPortal()) ? 'portal' : 'none';
}
