import { type Appearance, type Banner, type PanelView, panelView } from '../../core/views/panel.ts';
import type { AutostartOutcome } from '../electron/system/autostart.ts';
import { portBanners } from '../services/local-interface.ts';
import { findingBanners, slotBanners, storageBanners } from '../../core/views/banners.ts';
import { planText } from '../../core/views/account.ts';
import { addableProviders, ratesView, type SettingsView } from '../../core/views/settings.ts';
import { provenanceOf } from '../../core/views/provenance.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import { trayView, type TrayView } from '../../core/views/tray.ts';
import type { PortState } from '../node/api/port.ts';
import { languageOf, languages } from '../node/locale-context.ts';
import type { OfferTip } from '../features/offers.ts';
import type { Services } from '../services/create-services.ts';
import type { NotificationCentre } from './notification-centre.ts';
import type { LeadershipState } from './leadership.ts';

/** What this desktop turned out to offer; null: not known. */
export interface DesktopState {
  trayHost: boolean | null | undefined;
  /** Whether notices would be shown; left out: not asked yet. */
  notifications?: boolean | null;
  /** How the port of the local interface stands; left out: it was never wanted. */
  apiPort?: PortState;
  /** What became of the user's newest choice to start with the session; left out: it was not changed. */
  loginItem?: AutostartOutcome;
}

export interface Views {
  readonly tray: (snapshot: Snapshot) => TrayView;
  readonly panel: (snapshot: Snapshot) => PanelView;
  readonly settings: (snapshot: Snapshot, diagnostics: SettingsView['diagnostics']) => SettingsView;
}

function leadershipBanners(state: LeadershipState, { t }: LocaleContext): readonly Banner[] {
  if (state === 'other') return [{ id: 'other-serves', text: t('notice.other-serves') }];
  return state === 'gone' ? [{ id: 'home-gone', text: t('notice.home-gone') }] : [];
}

/** Gathers what the views need beside the snapshot. Each view that is made gets a higher version. */
export function createViews(
  parts: Services,
  desktop: DesktopState,
  leadership: () => LeadershipState,
  locales: () => readonly string[],
  canStartAtLogin: boolean,
  tip: Pick<OfferTip, 'notice'>,
  alerts: Pick<NotificationCentre, 'unseen' | 'incidentText'>,
): Views {
  const { settings, locale, clock, engine } = parts;
  let version = 0;

  const appearance = (): Appearance => {
    const { language, theme } = settings.get();
    return { language: languageOf(language, locales()), theme };
  };

  const banners = (): readonly Banner[] => {
    const { t } = locale();
    const noTray = desktop.trayHost === false || desktop.trayHost === null;
    return [
      ...leadershipBanners(leadership(), locale()),
      ...(noTray ? [{ id: 'no-tray', text: t('notice.no-tray') }] : []),
      ...portBanners(desktop.apiPort, locale()),
      ...loginItemBanners(desktop.loginItem, locale()),
      ...(desktop.notifications === false ? [{ id: 'no-notifications', text: t('notice.no-notifications') }] : []),
      ...storageBanners(parts.problems(), locale()),
      ...slotBanners(parts.slots.status(), locale()),
      ...findingBanners(engine.findings(), locale()),
    ];
  };

  const tips = (snapshot: Snapshot): readonly Banner[] => {
    const banner = tip.notice(snapshot, locale());
    return banner === null ? [] : [banner];
  };

  const isRefreshing = (): boolean =>
    engine.accounts().some(({ endpoints }) => Object.values(endpoints).some(({ link }) => link.kind === 'fetching'));

  const placeOf = (accountId: string): string =>
    engine.findings().find(({ outcome }) => outcome.kind === 'account' && outcome.account.id === accountId)?.place ??
    '–';

  /** What the notice centre and the services' own words add to the panel. */
  const withAlerts = (view: PanelView): PanelView => {
    const unseen = alerts.unseen();
    return {
      ...view,
      ...(unseen === 0 ? {} : { noticesText: locale().t('notices.unseen', { count: unseen }) }),
      accounts: view.accounts.map((account) => {
        const incident = alerts.incidentText(account);
        return incident === null ? account : { ...account, incident };
      }),
    };
  };

  return {
    tray: (snapshot) => {
      const lines = [
        ...(leadership() === 'other' ? [locale().t('tray.other-serves')] : []),
        ...(leadership() === 'gone' ? [locale().t('tray.home-gone')] : []),
        ...(desktop.notifications === false ? [locale().t('tray.no-notifications')] : []),
        ...(parts.problems().length > 0 ? [locale().t('tray.storage-problem')] : []),
      ];
      return trayView(snapshot, settings.get(), locale(), clock.nowMs(), lines);
    },
    panel: (snapshot) => {
      version += 1;
      const oddFields = new Map(engine.accounts().map(({ account, oddPaths }) => [account.id, oddPaths.length]));
      const provenance = new Map(engine.accounts().map((state) => [state.account.id, provenanceOf(state)]));
      const around = {
        version,
        appearance: appearance(),
        banners: [...tips(snapshot), ...banners()],
        refreshing: isRefreshing(),
        oddFields,
        provenance,
      };
      return withAlerts(panelView(snapshot, settings.get(), locale(), around, clock.nowMs()));
    },
    settings: (snapshot, diagnostics) => {
      version += 1;
      const added = new Set(parts.addedAccounts.list()?.map(({ id }) => id));
      return {
        version,
        appearance: appearance(),
        settings: settings.get(),
        languages,
        dataFolder: parts.home,
        canStartAtLogin,
        diagnostics,
        accounts: snapshot.accounts.map((account) => ({
          id: account.id,
          label: account.label,
          subtitle: planText(account, ' · '),
          place: placeOf(account.id),
          ...(added.has(account.id) ? { isAdded: true as const } : {}),
        })),
        addable: addableProviders(),
        rates: ratesView(parts.rates.table(), parts.rates.host, settings.get(), locale(), clock.nowMs()),
        banners: banners(),
      };
    },
  };
}

/** That the system does not start the app as the user chose, with what to do. */
function loginItemBanners(outcome: DesktopState['loginItem'], { t }: LocaleContext): readonly Banner[] {
  if (outcome === undefined || outcome === 'done') return [];
  return [{ id: 'login-item', text: t(`notice.login-item-${outcome}`) }];
}
