import { join } from 'node:path';

import { app, clipboard } from 'electron';

import { offerPageHosts } from '../../core/credits/grant-offer.ts';
import { inDirection } from '../../core/i18n/direction.ts';
import { servicePageHosts } from '../../core/providers/registry.ts';
import { createElectronStore } from '../electron/settings-file.ts';
import { createConfirm } from '../electron/dialogs.ts';
import { registerIpc } from '../electron/ipc/command-handlers.ts';
import { createWindowRegistry } from '../electron/ipc/senders.ts';
import { serveApp } from '../electron/protocol/app-protocol.ts';
import { createSafeShell } from '../electron/shell.ts';
import { createLoginItem } from '../electron/system/login-item.ts';
import { subscribePower, systemProxyFor } from '../electron/system/machine.ts';
import type { AppTray } from '../electron/tray/app-tray.ts';
import { denyAllPermissions, guardAllWebContents } from '../electron/web-contents.ts';
import { applyTheme } from '../electron/windows/appearance.ts';
import { canPlaceWindows } from '../electron/windows/panel-window.ts';
import { createOfferTip } from '../features/offers.ts';
import { createPublisher, type Publisher } from '../features/publisher.ts';
import { atMostEvery, yieldThread } from '../node/async.ts';
import { watchNotificationService } from '../node/desktop/desktop-services.ts';
import { appLocales } from '../node/host-environment.ts';
import { followAccounts } from '../node/memory.ts';
import type { SystemLocales } from '../node/locale-context.ts';
import { recoverSettings } from '../node/storage/settings-file.ts';
import { createServices, type Services } from '../services/create-services.ts';
import { engineEffects, onSettingChanges } from '../services/setting-effects.ts';
import { createRunningWarmups, type RunningWarmups } from '../services/warm-ups.ts';
import { createDoctor } from './diagnostics.ts';
import { createHandlers } from './handlers/create-handlers.ts';
import { createFirstRun } from './first-run.ts';
import { followJumpList } from './jump-list.ts';
import { type Leadership, leadershipOf } from './leadership.ts';
import { careForMemory } from './memory-watch.ts';
import { createNotificationCentre, type NotificationCentre } from './notification-centre.ts';
import { createPanelFeed } from './panel-feed.ts';
import { createPowerHandler } from './power.ts';
import { createSample } from './sample.ts';
import { followShortcut, toggleCommand } from './shortcut.ts';
import { startAnswers, type StartRequest } from './start-request.ts';
import { type EarlyTray, followTrayHost, trayActions } from './tray.ts';
import { type AppUpdates, createAppUpdates } from './updates.ts';
import { createViews, type DesktopState } from './views.ts';
import { createWindows, type Windows } from './windows.ts';

/** The running app. */
interface RunningApp {
  /** Does what another start of the app asks for. */
  readonly answer: (request: StartRequest) => void;
}

/** How often the tray and the settings window change at most. On Linux each change sends the whole menu to the desktop. */
const lookEveryMs = 1_000;

/**
 * Starts the app: first the tray shows the figures from the cache, then everything that listens or polls.
 *
 * @param folder Where this process reads and writes its state.
 * @param tray The icon, which shows nothing yet.
 */
export async function start(folder: string, tray: EarlyTray): Promise<RunningApp> {
  const recovered = await recoverSettings({ folder, nowMs: Date.now });
  const locales = (): SystemLocales =>
    appLocales(process.env, process.platform, {
      languages: app.getPreferredSystemLanguages(),
      tag: app.getSystemLocale(),
    });
  const services = createServices({
    environment: process.env,
    createStore: createElectronStore,
    proxyFor: systemProxyFor,
    locales,
    recovered,
  });
  const { engine, settings, log, locale, clock } = services;
  guardAllWebContents((what) => log.warn(`Refused: ${what}`));
  denyAllPermissions();
  serveApp(join(__dirname, '../renderer'));
  applyTheme(settings.get().theme);

  const registry = createWindowRegistry();
  const confirm = createConfirm({
    ...{ windowOf: registry.windowOf, log: log.warn },
    shown: (text) => inDirection(text, locale()),
  });
  const loginItem = createLoginItem();
  const desktop: DesktopState = { trayHost: undefined };
  const tip = createOfferTip(engine);
  const commandShell = process.platform === 'win32' ? 'powershell' : 'posix';
  const publisher = createPublisher(
    ...([engine, settings.get, locale, clock, services.history.recent] as const),
    (provider) => notificationCentre.knownIncident(provider),
    yieldThread,
    commandShell,
  );
  const notificationCentre = createNotificationCentre(services, {
    snapshot: publisher.current,
    publish: publisher.publish,
    openAccount: (accountId) => windows.openAccount(accountId),
    panelIsOpen: () => windows.panel.isVisible(),
    confirm,
  });
  const leadership = leadershipOf(services, publisher, desktop);
  const changed = (): void => publisher.publish();
  const firstRun = createFirstRun({ services, desktop, canStartAtLogin: loginItem.canStartAtLogin, changed });
  const sample = createSample(services, changed);
  const shell = createSafeShell({
    hosts: () => [...offerPageHosts, ...servicePageHosts(), 'github.com'],
    dataFolder: services.home,
  });
  const updates = createAppUpdates({ services, shell, changed, warmups: () => warmups });
  const views = createViews({
    ...{ services, desktop, leadership: leadership.state, tip, notificationCentre, updates },
    canStartAtLogin: loginItem.canStartAtLogin,
    toggleCommand: toggleCommand(),
    firstRun: firstRun.context,
    commandShell,
  });
  const panelFeed = createPanelFeed({
    newest: (most) => views.panel(sample.snapshot() ?? publisher.current(), most, sample.isOn()),
    prepare: () => views.preparePanel(sample.snapshot() ?? publisher.current()),
    isVisible: () => windows.panel.isVisible(),
    send: (change) => ipc.send('panel.changed', change),
  });
  const handlers = createHandlers({
    services,
    publisher,
    views,
    panelFeed,
    windows: (): Windows => windows,
    shell,
    commandShell,
    doctor: createDoctor(services, publisher),
    tip,
    notificationCentre,
    warmups: (): RunningWarmups => warmups,
    confirm,
    leadership,
    ...{ firstRun, sample, updates },
  });
  const ipc = registerIpc({ handlers, windows: registry, log });

  const panelWatcher = {
    shown: () => {
      panelFeed.shown();
      firstRun.panelShown();
      updates.panelSeen();
      tip.panelShown(publisher.current());
      notificationCentre.panelShown();
      if (leadership.state() === 'own') engine.panelOpened();
    },
    hidden: () => {
      sample.show(false);
      updates.panelSeen();
      if (tip.panelHidden()) publisher.publish();
    },
  };

  await engine.load();
  followAccounts(engine);
  const warmups = createRunningWarmups(services, publisher.publish);
  app.once('before-quit', warmups.stop);
  const windows: Windows = createWindows({ services, folder, desktop, tray, registry, send: ipc.send, panelWatcher });
  tray.connect(
    trayActions({
      refresh: (accountId) => void leadership.refresh(accountId),
      windows: () => windows,
      ...{ settings, mute: notificationCentre.mute, copy: (text) => void clipboard.writeText(text), log: log.warn },
    }),
  );
  const answers = startAnswers({ windows, refresh: () => void leadership.refresh(null), log });
  const openPanel = answers['open-panel'];

  const pushSettings = atMostEvery(lookEveryMs, () => {
    if (windows.settings.current() === null) return;
    void (async () =>
      ipc.send('settings.changed', await handlers['settings.get'](undefined, { webContentsId: 0 })))().catch(
      (cause: unknown) => log.error('The settings window was not updated', cause),
    );
  });
  const showTray = atMostEvery(lookEveryMs, () => tray.show(views.tray(publisher.current())));
  publisher.onSnapshot(() => {
    showTray();
    panelFeed.push();
    pushSettings();
  });
  publisher.publish();
  onSettingChanges(settings, [
    { of: ['theme'], run: ({ theme }) => applyTheme(theme) },
    { of: ['textScale', 'contentProtection'], run: () => windows.panel.applyLook() },
    {
      of: ['startAtLogin'],
      run: ({ startAtLogin }) => {
        desktop.loginItem = loginItem.set(startAtLogin);
        if (desktop.loginItem !== 'done') log.warn(`Start at sign-in was not changed: ${desktop.loginItem}`);
      },
    },
    { of: ['proxyUrl'], run: () => void services.proxySignIn.tidy() },
    ...engineEffects(engine),
  ]);
  settings.subscribe(publisher.publish);
  followJumpList(services);
  const mended = services.gate.isSealed() ? null : loginItem.mend(settings.get().startAtLogin);
  if (mended !== null) log.info(`The entry for the start at sign-in named a program that is gone; mended: ${mended}`);
  const endShortcut = followShortcut({
    ...{ settings, desktop, log, toggle: answers['toggle-panel'], changed: publisher.publish },
    isNativeWayland: !canPlaceWindows(),
  });
  app.once('before-quit', endShortcut);
  startServices({ services, publisher, desktop, tray, notificationCentre, openPanel, leadership, updates });

  // The end-to-end tests open windows and refresh through this object. A packaged app does not have it.
  const refresh = async (waitMs: number): Promise<boolean> => {
    const isAccepted = engine.refresh(null, 'app').kind === 'accepted';
    if (isAccepted) await engine.settled(AbortSignal.timeout(waitMs));
    return isAccepted;
  };
  if (!app.isPackaged) {
    Object.assign(globalThis, { __quotaTray: { openPanel, openSettings: windows.settings.open, refresh } });
  }
  return { answer: (request) => answers[request]() };
}

/** The desktop fetches the tray icon in several messages. Until then no other work may block the thread. */
const trayFirstMs = 100;

/** What starts once the tray is up. */
interface StartDependencies {
  readonly services: Pick<Services, 'engine' | 'flush' | 'gate' | 'onProblem' | 'followSettings' | 'proxySignIn'>;
  readonly publisher: Publisher;
  readonly desktop: DesktopState;
  readonly tray: AppTray;
  readonly notificationCentre: Pick<NotificationCentre, 'judge' | 'stop'>;
  readonly openPanel: () => void;
  readonly leadership: Pick<Leadership, 'begin' | 'end' | 'state'>;
  readonly updates: Pick<AppUpdates, 'begin' | 'stop'>;
}

/** Starts everything that listens to the system or polls, once the tray is up. Stops it at quit. */
function startServices(dependencies: StartDependencies): void {
  const { services, publisher, desktop, tray, notificationCentre, openPanel, leadership, updates } = dependencies;
  let end = (): void => {};
  const timer = setTimeout(() => (end = begin()), trayFirstMs);
  app.on('before-quit', () => {
    clearTimeout(timer);
    end();
    // Writing would create the folder again, although the user removed it.
    if (leadership.state() !== 'gone') services.flush();
  });

  function begin(): () => void {
    const { engine } = services;
    // Without its memory, the app would notify about old alerts again.
    publisher.onSnapshot((now, before) => {
      if (!services.gate.isSealed()) notificationCentre.judge(now, before);
    });
    const endNotifications = watchNotificationService((presence) => {
      desktop.notifications = presence;
      publisher.publish();
    });
    services.onProblem(publisher.publish);
    const endTrayHost = followTrayHost(desktop, tray, openPanel, publisher.publish);
    const endSettings = services.followSettings();
    void services.proxySignIn.tidy();
    const endPower = subscribePower(createPowerHandler(engine));
    leadership.begin();
    updates.begin();
    const endMemoryCare = careForMemory(engine);
    return () => {
      endMemoryCare();
      updates.stop();
      engine.stop();
      endTrayHost();
      endNotifications();
      notificationCentre.stop();
      endPower();
      endSettings();
      leadership.end();
    };
  }
}
