import { join } from 'node:path';
import type { Ipc } from '../electron/ipc/command-handlers.ts';
import { pageUrl } from '../electron/protocol/pages.ts';
import { canPlaceWindows, createPanelWindow, type PanelWindow } from '../electron/windows/panel-window.ts';
import { createSettingsWindow } from '../electron/windows/settings-window.ts';
import type { ReusableWindow } from '../electron/windows/reusable-window.ts';
import type { WindowRegistry } from '../electron/ipc/senders.ts';
import type { AppTray } from '../electron/tray/app-tray.ts';
import type { Services } from '../services/create-services.ts';
import type { DesktopState } from './views.ts';

export interface Windows {
  readonly panel: PanelWindow;
  readonly settings: ReusableWindow;
  /** Opens the panel and brings an account into view there. */
  readonly openAccount: (accountId: string | null) => Promise<void>;
}

/** Is told when the panel comes onto the screen and when it leaves it. */
export interface PanelWatcher {
  readonly shown: () => void;
  readonly hidden: () => void;
}

/** The two windows of the app; none exists until it is asked for. */
export function createWindows(
  parts: Services,
  desktop: DesktopState,
  trayFace: Pick<AppTray, 'bounds'>,
  registry: WindowRegistry,
  send: Ipc['send'],
  onPanel: PanelWatcher,
): Windows {
  const shared = {
    preloadPath: join(__dirname, '../preload/index.cjs'),
    title: () => parts.locale().t('app.name'),
    delay: (delayMs: number, action: () => void) => {
      const timer = setTimeout(action, delayMs);
      return () => clearTimeout(timer);
    },
    log: parts.log.warn,
  };
  const panel = createPanelWindow({
    ...shared,
    onCreated: (window) => {
      registry.add(window, 'panel');
      window.on('show', () => {
        onPanel.shown();
      });
      window.on('hide', onPanel.hidden);
      window.on('closed', onPanel.hidden);
    },
    url: pageUrl('panel.html'),
    nowMs: parts.clock.nowMs,
    // Not known yet counts as there: the panel must not change its form between two openings.
    hasTray: () => desktop.trayHost === true || desktop.trayHost === undefined,
    canPlace: canPlaceWindows(),
    iconBounds: trayFace.bounds,
  });
  const settings = createSettingsWindow({
    ...shared,
    onCreated: (window) => registry.add(window, 'settings'),
    url: pageUrl('settings.html'),
  });
  return {
    panel,
    settings,
    openAccount: async (accountId) => {
      await panel.open();
      if (accountId !== null) send('panel.focus-account', { accountId });
    },
  };
}
