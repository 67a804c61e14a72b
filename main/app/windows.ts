import { join } from 'node:path';
import type { ProviderId } from '../../core/providers/provider-id.ts';
import type { Ipc } from '../electron/ipc/command-handlers.ts';
import { pageUrl } from '../electron/protocol/pages.ts';
import { canPlaceWindows, createPanelWindow, type PanelWindow } from '../electron/windows/panel-window.ts';
import { openWindowSizes } from '../node/storage/window-sizes.ts';
import { createSettingsWindow } from '../electron/windows/settings-window.ts';
import type { ReusableWindow } from '../electron/windows/reusable-window.ts';
import type { WindowRegistry } from '../electron/ipc/senders.ts';
import type { AppTray } from '../electron/tray/app-tray.ts';
import type { Services } from '../services/create-services.ts';
import type { DesktopState } from './views.ts';

/** The windows of the app. */
export interface Windows {
  readonly panel: PanelWindow;
  readonly settings: ReusableWindow;
  /** Opens the panel and scrolls to an account. Null: to none. */
  readonly openAccount: (accountId: string | null) => Promise<void>;
  /** Opens the settings at the form for a new account of a service. Null: the user chooses the service. */
  readonly openAddAccount: (provider: ProviderId | null) => Promise<void>;
}

/** Called when the panel appears on the screen and when it leaves it. */
export interface PanelWatcher {
  readonly shown: () => void;
  readonly hidden: () => void;
}

/** What the windows use. */
export interface WindowDependencies {
  readonly services: Pick<Services, 'locale' | 'log' | 'clock' | 'settings'>;
  /** The folder of all state. */
  readonly folder: string;
  readonly desktop: DesktopState;
  readonly tray: Pick<AppTray, 'bounds'>;
  readonly registry: WindowRegistry;
  readonly send: Ipc['send'];
  readonly panelWatcher: PanelWatcher;
}

/** Makes the panel and the settings window. A window is created when it is first opened. */
export function createWindows(dependencies: WindowDependencies): Windows {
  const { services, folder, desktop, tray, registry, send, panelWatcher } = dependencies;
  const shared = {
    preloadPath: join(__dirname, '../preload/index.cjs'),
    title: () => services.locale().t('app.name'),
    delay: (delayMs: number, action: () => void) => {
      const timer = setTimeout(action, delayMs);
      return () => clearTimeout(timer);
    },
    log: services.log.warn,
  };
  const panel = createPanelWindow({
    ...shared,
    onCreated: (window) => {
      registry.add(window, 'panel');
      window.on('show', () => {
        panelWatcher.shown();
      });
      window.on('hide', panelWatcher.hidden);
      window.on('closed', panelWatcher.hidden);
    },
    url: pageUrl('panel.html'),
    nowMs: services.clock.nowMs,
    // Unknown counts as a tray, because the panel must not change its form between two openings.
    hasTray: () => desktop.trayHost === true || desktop.trayHost === undefined,
    canPlace: canPlaceWindows(),
    iconBounds: tray.bounds,
    look: services.settings.get,
    sizes: openWindowSizes(join(folder, 'window-sizes.json'), services.log.warn),
  });
  const settings = createSettingsWindow({
    ...shared,
    textScale: () => services.settings.get().textScale,
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
    openAddAccount: async (provider) => {
      await settings.open();
      send('settings.add-account', { provider });
    },
  };
}
