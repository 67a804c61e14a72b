import type { Appearance, Notice, PanelView } from '../../core/snapshot/panel-view-model.ts';
import { panelView } from '../../core/snapshot/panel-view.ts';
import { findingNotices, storageNotices } from '../../core/snapshot/notices.ts';
import { planWords } from '../../core/snapshot/plan-words.ts';
import { provenanceOf } from '../../core/snapshot/provenance.ts';
import type { SettingsView } from '../../core/snapshot/settings-view-model.ts';
import type { Snapshot } from '../../core/snapshot/snapshot.ts';
import { trayView } from '../../core/snapshot/tray-view.ts';
import type { TrayView } from '../../core/snapshot/tray-view-model.ts';
import { languageOf, languages } from '../node/translator.ts';
import type { Parts } from '../parts.ts';

/** What this desktop turned out to offer; null: not known. */
export interface DesktopState {
  trayHost: boolean | null | undefined;
}

export interface Views {
  readonly tray: (snapshot: Snapshot) => TrayView;
  readonly panel: (snapshot: Snapshot) => PanelView;
  readonly settings: (snapshot: Snapshot, diagnostics: SettingsView['diagnostics']) => SettingsView;
}

/** Gathers what the views need beside the snapshot. Each view that is made gets a higher version. */
export function createViews(
  parts: Parts,
  desktop: DesktopState,
  locales: () => readonly string[],
  canStartAtLogin: boolean,
): Views {
  const { settings, reader, clock, engine } = parts;
  let version = 0;

  const appearance = (): Appearance => {
    const { language, theme } = settings.get();
    return { language: languageOf(language, locales()), theme };
  };

  const notices = (): readonly Notice[] => {
    const { t } = reader();
    const noTray = desktop.trayHost === false || desktop.trayHost === null;
    return [
      ...(noTray ? [{ id: 'no-tray', text: t('notice.no-tray') }] : []),
      ...storageNotices(parts.problems(), reader()),
      ...findingNotices(engine.findings(), reader()),
    ];
  };

  const isRefreshing = (): boolean =>
    engine.accounts().some(({ endpoints }) => Object.values(endpoints).some(({ link }) => link.kind === 'fetching'));

  const placeOf = (accountId: string): string =>
    engine.findings().find(({ outcome }) => outcome.kind === 'account' && outcome.account.id === accountId)?.place ??
    '–';

  return {
    tray: (snapshot) => trayView(snapshot, settings.get(), reader(), clock.nowMs()),
    panel: (snapshot) => {
      version += 1;
      const oddFields = new Map(engine.accounts().map(({ account, oddPaths }) => [account.id, oddPaths.length]));
      const provenance = new Map(engine.accounts().map((state) => [state.account.id, provenanceOf(state)]));
      const around = {
        version,
        appearance: appearance(),
        notices: notices(),
        refreshing: isRefreshing(),
        oddFields,
        provenance,
      };
      return panelView(snapshot, settings.get(), reader(), around, clock.nowMs());
    },
    settings: (snapshot, diagnostics) => {
      version += 1;
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
          subtitle: planWords(account, ' · '),
          place: placeOf(account.id),
        })),
        notices: notices(),
      };
    },
  };
}
