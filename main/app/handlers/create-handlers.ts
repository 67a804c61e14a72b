import { clipboard } from 'electron';

import { fallbackLanguage } from '../../../core/i18n/languages.ts';
import { settingsConfirmation } from '../../../core/settings/confirmation.ts';
import { knownSettings } from '../../../core/settings/settings.ts';
import type { DoctorReport } from '../../../core/views/doctor.ts';
import { ratesAnswer } from '../../../core/views/rates.ts';
import type { SettingsView } from '../../../core/views/settings.ts';
import { type Confirm, createOpenFile, createSaveFile } from '../../electron/dialogs.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import { allProviders } from '../../../core/providers/registry.ts';
import type { Shell } from '../../../core/providers/start-command.ts';
import type { SafeShell } from '../../electron/shell.ts';
import { createOffers, type OfferTip } from '../../features/offers.ts';
import { readPageCatalogue } from '../../node/catalogues.ts';
import type { Publisher } from '../../features/publisher.ts';
import type { Services } from '../../services/create-services.ts';
import type { RunningWarmups } from '../../services/warm-ups.ts';
import type { FirstRun } from '../first-run.ts';
import type { Leadership } from '../leadership.ts';
import type { NotificationCentre } from '../notification-centre.ts';
import type { PanelFeed } from '../panel-feed.ts';
import { guardedBySample, type Sample } from '../sample.ts';
import type { Views } from '../views.ts';
import type { AppUpdates } from '../updates.ts';
import type { Windows } from '../windows.ts';
import { accountPageHandlers } from './account-page.ts';
import { accountHandlers } from './accounts.ts';
import { dailyUsageHandlers } from './daily-usage.ts';
import { firstRunHandlers } from './first-run.ts';
import { historyHandlers } from './history.ts';
import { ownServiceHandlers } from './own-services.ts';
import { panelHandlers } from './panel.ts';
import { proxySignInHandlers } from './proxy-sign-in.ts';
import { reportHandlers } from './report.ts';
import { resetHandlers } from './reset-credits.ts';
import { suggestionHandlers } from './suggestions.ts';
import { transferHandlers } from './transfer.ts';

/** What the handlers of the pages use. */
export interface HandlerDependencies {
  readonly services: Services;
  readonly publisher: Publisher;
  readonly views: Views;
  readonly panelFeed: Pick<PanelFeed, 'first'>;
  /** The windows are made after the handlers. */
  readonly windows: () => Windows;
  readonly shell: SafeShell;
  /** The shell of start commands. */
  readonly commandShell: Shell;
  readonly doctor: () => Promise<DoctorReport>;
  readonly tip: OfferTip;
  readonly notificationCentre: Pick<NotificationCentre, 'handlers' | 'incidentText'>;
  /** The warm-ups are made after the handlers. */
  readonly warmups: () => RunningWarmups;
  readonly confirm: Confirm;
  readonly leadership: Pick<Leadership, 'refresh' | 'remove'>;
  readonly firstRun: Pick<FirstRun, 'look'>;
  readonly sample: Sample;
  readonly updates: Pick<AppUpdates, 'handlers'>;
}

/** Makes the handlers of all commands that a page can send. Each area adds its own. */
export function createHandlers(dependencies: HandlerDependencies): CommandHandlers {
  const { services, publisher, views, panelFeed, windows, shell, commandShell } = dependencies;
  const { doctor, tip, confirm, leadership, firstRun, sample } = dependencies;
  const { engine, settings, locale } = services;
  const offers = createOffers({ engine, locale, openPage: shell.openExternal });

  const settingsView = async (): Promise<SettingsView> => {
    const { checks } = await doctor();
    return views.settings(publisher.current(), checks, await allProviders());
  };

  const save = createSaveFile({
    windowOf: (id) => {
      const open = [windows().panel.current(), windows().settings.current()];
      return open.find((window) => window?.webContents.id === id) ?? null;
    },
    keepOpenDuring: (work) => windows().panel.keepOpenDuring(work),
  });

  const openFile = createOpenFile({
    windowOf: (id) => {
      const window = windows().settings.current();
      return window?.webContents.id === id ? window : null;
    },
    log: services.log.warn,
  });

  const copyText = async (text: string): Promise<void> => clipboard.writeText(text);
  /** The accounts of the panel: the real ones, or the sample. */
  const shown = { current: () => sample.snapshot() ?? publisher.current() };
  const shownEngine = { accounts: () => (sample.isOn() ? sample.accounts() : engine.accounts()) };

  const handlers: CommandHandlers = {
    ...transferHandlers({ services, confirm, save, open: openFile }),
    ...proxySignInHandlers(services, () => leadership.refresh(null)),
    ...dailyUsageHandlers(services, save),
    ...warmupHandlers(dependencies.warmups, confirm),
    ...historyHandlers({ services, publisher, save }),
    ...dependencies.notificationCentre.handlers,
    ...dependencies.updates.handlers,
    ...accountHandlers({ services, confirm, leadership }),
    ...ownServiceHandlers({ services, confirm, save, open: openFile, copyText }),
    ...resetHandlers(services, copyText),
    ...reportHandlers({ services, publisher, doctor, save, copyText }),
    ...suggestionHandlers(services),
    ...panelHandlers(services, publisher, windows, save),
    ...accountPageHandlers({
      services: { ...services, engine: shownEngine },
      ...{ publisher: shown, views, shell, copyText },
      commandShell,
      incidentText: dependencies.notificationCentre.incidentText,
    }),
    ...firstRunHandlers(services, firstRun, copyText),
    'sample.show': ({ isOn }) => {
      sample.show(isOn);
      return null;
    },
    'panel.get': (_input, { webContentsId }) => panelFeed.first(webContentsId),
    'texts.get': () => {
      const { language } = locale();
      return { language, texts: language === fallbackLanguage ? null : readPageCatalogue(language) };
    },
    'accounts.refresh': ({ accountId }) => leadership.refresh(accountId),
    'usage.enable': async () => {
      await settings.set({ dailyUsage: true });
      return null;
    },
    'offers.open': async ({ accountId }) => {
      const answer = await offers.open(accountId);
      if (answer.opened) tip.drop();
      return answer;
    },
    'offers.dismiss': ({ accountId }) => {
      tip.drop();
      offers.dismiss(accountId);
      return null;
    },
    'settings.get': settingsView,
    'settings.set': async (change) => {
      await settings.set(knownSettings(change));
      return settingsView();
    },
    'settings.set-confirmed': async (change, { webContentsId }) => {
      const question = settingsConfirmation(change, settings.get(), locale());
      const applied = question === null || (await confirm(webContentsId, question));
      if (applied) await settings.set(knownSettings(change));
      return { applied, view: await settingsView() };
    },
    'problems.seen': () => {
      const saving = services.markProblemsSeen();
      if (!saving.ok) throw new Error(`The problems could not be marked as seen: ${saving.cause}.`);
      publisher.publish();
      return null;
    },
    'rates.refresh': async () => {
      const outcome = await services.rates.refresh();
      if (outcome.kind === 'refreshed') publisher.publish();
      return ratesAnswer(outcome, services.rates.table(), locale());
    },
    'windows.open': async ({ window, addAccount }) => {
      if (addAccount !== undefined) {
        await windows().openAddAccount(addAccount.provider);
        return null;
      }
      await (window === 'panel' ? windows().panel : windows().settings).open();
      return null;
    },
    'windows.close': (_input, { webContentsId }) => {
      const { panel, settings: settingsWindow } = windows();
      const isPanel = panel.current()?.webContents.id === webContentsId;
      (isPanel ? panel : settingsWindow).hide();
      return null;
    },
    'data.reveal': async () => {
      await shell.revealDataFolder();
      return null;
    },
    'help.open': async ({ page }) => {
      if (page === 'licence' || page === 'packages') {
        const { outcome, path: file } = await shell.openLicenceFile(page);
        if (outcome === 'opened') return { opened: true, message: '' };
        return { opened: false, message: locale().t(`help.file-${outcome}`, { file }) };
      }
      const address = helpPages[page];
      const opened = await shell.openExternal(address);
      return { opened, message: opened ? '' : locale().t('help.not-opened', { address }) };
    },
  };
  return guardedBySample(handlers, sample, locale);
}

const project = 'https://github.com/quota-tray/quota-tray';

/** The pages about the app on the web. Their host is on the list of the shell. */
const helpPages = {
  guide: `${project}#readme`,
  issues: `${project}/issues`,
  releases: `${project}/releases`,
} as const;

type WarmupHandlers = Pick<CommandHandlers, 'warmups.get' | 'warmups.try'>;

/** Makes the handlers of warm-ups. Their schedules are settings. */
function warmupHandlers(warmups: () => RunningWarmups, confirm: Confirm): WarmupHandlers {
  return {
    'warmups.get': () => warmups().view(),
    'warmups.try': ({ accountId }, { webContentsId }) =>
      warmups().try(accountId, (question) => confirm(webContentsId, question)),
  };
}
