import { type Appearance, type Banner, type PanelView, panelView } from '../../core/views/panel.ts';
import type { LoginItemOutcome } from '../electron/system/login-item.ts';
import { portBanners } from '../services/local-interface.ts';
import {
  appBanner,
  findingBanners,
  newerServesBanner,
  problemsFirst,
  slotBanners,
  storageBanners,
} from '../../core/views/banners.ts';
import type { FirstRunContext } from '../../core/views/first-run.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { type Shell, startCommand } from '../../core/providers/start-command.ts';
import { type FaceContext, prepareRows, rowMarks } from '../../core/views/panel-face.ts';
import type { RowMarks } from '../../core/views/panel-model.ts';
import type { AccountState } from '../../core/accounts/account-state.ts';
import { isSnoozed } from '../../core/alerts/store.ts';
import { ratesView, regionChoices, type SettingsView } from '../../core/views/settings.ts';
import { settingsAccounts } from '../../core/views/settings-accounts.ts';
import { iconPreviews, panelPreview } from '../../core/views/settings-preview.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { addableProviders, serviceHints } from '../../core/views/services.ts';
import { type ShortcutState, shortcutView } from '../../core/views/shortcut.ts';
import { languageInfo, languages } from '../../core/i18n/languages.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import { trayView, type TrayView } from '../../core/views/tray.ts';
import { minuteMs } from '../../core/units/time.ts';
import { yieldThread } from '../node/async.ts';
import type { PortState } from '../node/api/port.ts';
import { iconPictures } from '../electron/tray/icon-pictures.ts';
import type { OfferTip } from '../features/offers.ts';
import type { Services } from '../services/create-services.ts';
import type { NotificationCentre } from './notification-centre.ts';
import type { LeadershipState } from './leadership.ts';
import type { AppUpdates } from './updates.ts';

/** What this desktop offers, as far as it is known. Null: unknown. */
export interface DesktopState {
  /** Whether the desktop shows tray icons. Undefined: not asked yet. */
  trayHost: boolean | null | undefined;
  /** Whether the desktop shows notifications. Left out: not asked yet. */
  notifications?: boolean | null;
  /** The state of the port of the local interface. Left out: the user never set a port. */
  apiPort?: PortState;
  /** The result of the last change of “start at sign-in”. Left out: it was not changed. */
  loginItem?: LoginItemOutcome;
  /** What became of the keys that open the panel. Left out: not known yet. */
  shortcut?: ShortcutState;
  /** The newer version of the app that took over the data folder. Left out: none did. */
  newerApp?: string;
}

/** How many rows of the panel are made before other work has its turn: some milliseconds of work. */
const partSize = 40;

/** Makes the data of each screen from a snapshot. */
export interface Views {
  /** Returns what is true of an account in the panel, by its id. */
  readonly marks: (snapshot: Snapshot) => (accountId: string) => RowMarks;
  readonly tray: (snapshot: Snapshot) => TrayView;
  /**
   * Makes the rows of the panel for a new minute in parts, with other work in between. Null: they are made already, or
   * there are only a few.
   */
  readonly preparePanel: (snapshot: Snapshot) => Promise<void> | null;
  /** Makes at most so many rows, the first ones of the list. */
  readonly panel: (snapshot: Snapshot, mostRows: number, isSample?: boolean) => PanelView;
  /** Returns the settings window; `providers` are all providers, for the list of services that can be added. */
  readonly settings: (
    snapshot: Snapshot,
    diagnostics: SettingsView['diagnostics'],
    providers: readonly Provider[],
  ) => SettingsView;
}

/** Returns the banner for figures of another process, or for a removed data folder. A sealed folder is a storage problem. */
function leadershipBanners(
  state: LeadershipState,
  { newerApp }: DesktopState,
  locale: LocaleContext,
): readonly Banner[] {
  if (state === 'yielded' && newerApp !== undefined) return [newerServesBanner(newerApp, locale)];
  if (state === 'other') return [appBanner('other-serves', locale)];
  return state === 'gone' ? [appBanner('home-gone', locale)] : [];
}

/** What the views use beside the snapshot. */
export interface ViewDependencies {
  readonly services: Pick<
    Services,
    'network' | 'settings' | 'locale' | 'clock' | 'engine' | 'problems' | 'slots' | 'addedAccounts' | 'home' | 'rates'
  >;
  readonly desktop: DesktopState;
  readonly leadership: () => LeadershipState;
  readonly canStartAtLogin: boolean;
  /** The command that shows or hides the panel, for the desktop's own shortcuts. */
  readonly toggleCommand: string;
  /** What is known of this computer for a newcomer. */
  readonly firstRun: () => FirstRunContext;
  /** The shell of start commands. */
  readonly commandShell: Shell;
  readonly tip: Pick<OfferTip, 'notice'>;
  readonly notificationCentre: Pick<NotificationCentre, 'unseenCount' | 'snoozes'>;
  readonly updates: Pick<AppUpdates, 'view' | 'banner' | 'line'>;
}

/** Makes the views of the app. Each new view of the panel or the settings gets a higher version. */
export function createViews(dependencies: ViewDependencies): Views {
  const { services, desktop, leadership, tip, notificationCentre, updates } = dependencies;
  const { settings, locale, clock, engine } = services;
  let version = 0;
  let nextUpId: string | null = null;
  let preparedMinute = 0;

  const appearance = (): Appearance => {
    const { language, formats } = locale();
    const isRightToLeft = languageInfo(language).direction === 'rtl';
    return {
      ...{ language, numbers: formats.numbers, times: formats.times, theme: settings.get().theme },
      ...(isRightToLeft ? { direction: 'rtl' } : {}),
    };
  };

  const banners = (): readonly Banner[] => {
    const noTray = desktop.trayHost === false || desktop.trayHost === null;
    return [
      ...leadershipBanners(leadership(), desktop, locale()),
      ...(noTray ? [appBanner('no-tray', locale())] : []),
      ...portBanners(desktop.apiPort, locale()),
      ...loginItemBanners(desktop.loginItem, locale()),
      ...(desktop.notifications === false ? [appBanner('no-notifications', locale())] : []),
      ...storageBanners(services.problems(), locale()),
      ...slotBanners(services.slots.status(), locale()),
      ...findingBanners(engine.findings(), locale()),
    ];
  };

  const tips = (snapshot: Snapshot): readonly Banner[] => {
    return [tip.notice(snapshot, locale()), updates.banner()].filter((banner) => banner !== null);
  };

  const isFetching = (state: AccountState | undefined): boolean =>
    Object.values(state?.endpoints ?? {}).some(({ link }) => link.kind === 'fetching');

  const isRefreshing = (): boolean => engine.accounts().some(isFetching);

  /** Returns the place of each account, by account id. The first finding of an account counts. */
  const places = (): ReadonlyMap<string, string> => {
    const byId = new Map<string, string>();
    for (const { outcome, place } of engine.findings()) {
      if (outcome.kind === 'account' && !byId.has(outcome.account.id)) byId.set(outcome.account.id, place);
    }
    return byId;
  };

  const statesById = (): ReadonlyMap<string, AccountState> =>
    new Map(engine.accounts().map((state) => [state.account.id, state]));

  /** Returns what starts the tool of an account; null: no command does, or names are hidden, as the folder may be one. */
  const startCommandOf = (state: AccountState | undefined): string | null =>
    state === undefined || settings.get().hidePersonal ? null : startCommand(state.account, dependencies.commandShell);

  const prepareInParts = async (accounts: Snapshot['accounts']): Promise<void> => {
    for (let from = 0; from < accounts.length; from += partSize) {
      prepareRows(accounts.slice(from, from + partSize), settings.get(), locale(), clock.nowMs());
      await yieldThread();
    }
  };

  /** Returns what the panel shows beside the snapshot. */
  const face = (states: ReadonlyMap<string, AccountState>): FaceContext => ({
    unseenCount: notificationCentre.unseenCount(),
    isMuted: (accountId) => isSnoozed(notificationCentre.snoozes(), accountId, clock.nowMs()),
    isRefreshing: (accountId) => isFetching(states.get(accountId)),
    hasCommand: (accountId) => startCommandOf(states.get(accountId)) !== null,
  });

  const certificateProblem = (): { readonly certificateProblem?: string } => {
    const problem = services.network.certificateProblem();
    return problem === null ? {} : { certificateProblem: locale().t(`network.certificate-${problem}`) };
  };

  return {
    marks: (snapshot) => rowMarks(snapshot, settings.get(), face(statesById())),
    tray: (snapshot) => {
      const lines = [
        ...(leadership() === 'other' ? [locale().t('tray.other-serves')] : []),
        ...(leadership() === 'yielded' ? [locale().t('tray.newer-serves')] : []),
        ...(leadership() === 'sealed' ? [locale().t('tray.newer-folder')] : []),
        ...(leadership() === 'gone' ? [locale().t('tray.home-gone')] : []),
        ...(desktop.notifications === false ? [locale().t('tray.no-notifications')] : []),
        ...(services.problems().some(({ kind }) => kind !== 'newer-folder')
          ? [locale().t('tray.storage-problem')]
          : []),
        ...[updates.line()].filter((line) => line !== null),
      ];
      const snoozes = notificationCentre.snoozes();
      const states = statesById();
      const view = trayView(snapshot, settings.get(), locale(), clock.nowMs(), {
        ...{ lines, nextBeforeId: nextUpId, allMutedUntilMs: snoozes.allUntilMs },
        mutedUntilMs: (accountId) => snoozes.accounts.get(accountId) ?? null,
        startCommandOf: (accountId) => startCommandOf(states.get(accountId)),
      });
      nextUpId = view.nextUpId;
      return view;
    },
    preparePanel: ({ accounts }) => {
      const minute = Math.floor(clock.nowMs() / minuteMs);
      if (accounts.length <= partSize || minute === preparedMinute) return null;
      preparedMinute = minute;
      return prepareInParts(accounts);
    },
    panel: (snapshot, mostRows, isSample = false) => {
      version += 1;
      const context = {
        firstRun: dependencies.firstRun(),
        ...(isSample ? { isSample } : {}),
        ...{ version, mostRows, appearance: appearance(), banners: [...tips(snapshot), ...banners()] },
        refreshing: isRefreshing(),
        ...face(statesById()),
      };
      return panelView(snapshot, settings.get(), locale(), context, clock.nowMs());
    },
    settings: (snapshot, diagnostics, providers) => {
      version += 1;
      const placeOf = places();
      const added = new Set(services.addedAccounts.list()?.map(({ id }) => id));
      return {
        version,
        appearance: appearance(),
        settings: settings.get(),
        languages,
        regions: regionChoices(settings.get(), locale()),
        dataFolder: services.home,
        canStartAtLogin: dependencies.canStartAtLogin,
        shortcut: shortcutView(desktop.shortcut ?? 'none', dependencies.toggleCommand, locale()),
        diagnostics,
        accounts: settingsAccounts(
          snapshot,
          settings.get(),
          { placeOf: (id) => placeOf.get(id) ?? null, isAdded: (id) => added.has(id) },
          locale(),
          clock.nowMs(),
        ),
        addable: addableProviders(providers, locale()),
        hints: serviceHints(providers, locale()),
        rates: ratesView(services.rates.table(), services.rates.host, settings.get(), locale(), clock.nowMs()),
        banners: problemsFirst(banners()),
        ...certificateProblem(),
        preview: {
          ...panelPreview(snapshot, settings.get(), locale(), clock.nowMs()),
          icons: iconPictures(iconPreviews(snapshot, settings.get())),
        },
        appVersion: __APP_VERSION__,
        appBuild: __APP_BUILD__,
        updates: updates.view(),
        platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
      };
    },
  };
}

/** Returns the banner for a failed change of “start at sign-in”. */
function loginItemBanners(outcome: DesktopState['loginItem'], locale: LocaleContext): readonly Banner[] {
  return outcome === undefined || outcome === 'done' ? [] : [appBanner(`login-item-${outcome}`, locale)];
}
