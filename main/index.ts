import { join } from 'node:path';
import { app } from 'electron';
import { createCommands } from './app/commands.ts';
import { createDoctor } from './app/diagnose.ts';
import { openLocalInterface } from './app/local-interface.ts';
import { lazySentAlerts } from './app/sent-alerts.ts';
import { createTray, followTrayHost } from './app/tray.ts';
import { createViews, type DesktopState } from './app/views.ts';
import { createWindows, type Windows } from './app/windows.ts';
import type { Snapshot } from '../core/snapshot/snapshot.ts';
import { endByFault, watchForFaults } from './app/end-on-fault.ts';
import { createElectronStore } from './electron/electron-settings.ts';
import { registerIpc } from './electron/ipc/register.ts';
import { createNotifier } from './electron/notifier.ts';
import { registerAppScheme, serveApp } from './electron/security/app-protocol.ts';
import { guardAllWebContents } from './electron/security/guards.ts';
import { denyAllPermissions } from './electron/security/permissions.ts';
import { createSafeShell } from './electron/security/safe-shell.ts';
import { enableSandbox } from './electron/security/sandbox.ts';
import { holdSingleInstance } from './electron/single-instance.ts';
import { createLoginItem } from './electron/system/login-item.ts';
import { subscribePower } from './electron/system/power.ts';
import { systemProxyFor } from './electron/system/system-proxy.ts';
import { setApplicationMenu } from './electron/windows/application-menu.ts';
import { applyTheme } from './electron/windows/theme.ts';
import { createWindowRegistry } from './electron/windows/window-registry.ts';
import { createPowerFollower } from './app/follow-power.ts';
import { createAlerting } from './engine/alerting.ts';
import { createPublisher } from './engine/publisher.ts';
import { prepareHome } from './node/storage/home.ts';
import { createParts, homeOf } from './parts.ts';

const home = homeOf(process.env);
prepareHome(home);
app.setPath('userData', home);
app.setPath('sessionData', join(home, 'browser'));

let openPanel = (): void => {};
if (holdSingleInstance(() => openPanel())) {
  registerAppScheme();
  enableSandbox();
  setApplicationMenu();
  app.on('window-all-closed', () => {});
  watchForFaults();
  app.whenReady().then(start).catch(endByFault);
}

/** Puts the app together: first what is seen from the cache, then what asks and listens. */
function start(): void {
  const locales = (): readonly string[] => app.getPreferredSystemLanguages();
  const parts = createParts({
    environment: process.env,
    createStore: createElectronStore,
    proxyFor: systemProxyFor,
    locales,
  });
  const { engine, settings, log, reader, clock } = parts;
  guardAllWebContents((what) => log.warn(`Refused: ${what}`));
  denyAllPermissions();
  serveApp(join(__dirname, '../renderer'));
  applyTheme(settings.get().theme);

  const loginItem = createLoginItem();
  const desktop: DesktopState = { trayHost: undefined };
  const views = createViews(parts, desktop, locales, loginItem.canStartAtLogin);
  const publisher = createPublisher(engine, settings.get, reader, clock);
  const doctor = createDoctor(parts, publisher);
  const registry = createWindowRegistry();
  const shell = createSafeShell({ hosts: [], dataFolder: home });
  const handlers = createCommands(parts, publisher, views, () => windows, shell, doctor);
  const ipc = registerIpc({ handlers, windows: registry, log });

  engine.seed();
  const face = createTray(engine, () => windows, log.warn);
  const windows: Windows = createWindows(parts, desktop, face, registry, ipc.send);
  openPanel = () => void windows.panel.open().catch((cause: unknown) => log.error('The panel did not open', cause));

  const pushToPages = async (snapshot: Snapshot): Promise<void> => {
    if (registry.all().length === 0) return;
    ipc.send('panel.changed', views.panel(snapshot));
    if (windows.settings.current() !== null)
      ipc.send('settings.changed', await handlers['settings.get'](undefined, { webContentsId: 0 }));
  };
  publisher.onSnapshot((snapshot) => {
    face.show(views.tray(snapshot));
    void pushToPages(snapshot);
  });
  publisher.publish();

  const notifier = createNotifier({ onOpen: (id) => void windows.openAccount(id), log: log.warn });
  const alert = createAlerting({
    clock,
    reader,
    enabled: () => settings.get().notifications,
    sentAlerts: lazySentAlerts(parts),
    notifier,
  });
  publisher.onSnapshot(
    (now, before) => void alert(now, before).catch((cause: unknown) => log.error('A notice was not shown', cause)),
  );
  parts.onProblem(publisher.publish);

  settings.subscribe((chosen) => {
    applyTheme(chosen.theme);
    loginItem.set(chosen.startAtLogin);
    engine.reconsider();
    void engine.rediscover();
    publisher.publish();
  });
  const endTrayHost = followTrayHost(desktop, face, openPanel, publisher.publish);
  const endPower = subscribePower(createPowerFollower(engine));
  const closeApi = openLocalInterface(parts, publisher);
  void engine.start();

  app.on('before-quit', () => {
    engine.stop();
    endTrayHost();
    endPower();
    void closeApi.then((close) => close());
    parts.flush();
  });
  if (!app.isPackaged)
    Object.assign(globalThis, {
      __quotaTray: {
        openPanel,
        openSettings: windows.settings.open,
        windows: { openPanel, openSettings: windows.settings.open },
      },
    });
}
