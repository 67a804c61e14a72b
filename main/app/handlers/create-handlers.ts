import { clipboard } from 'electron';

import { settingsConfirmation } from '../../../core/settings/confirmation.ts';
import { knownSettings } from '../../../core/settings/settings.ts';
import type { DoctorReport } from '../../../core/views/doctor.ts';
import { ratesAnswer } from '../../../core/views/rates.ts';
import type { SettingsView } from '../../../core/views/settings.ts';
import { type Confirm, createSaveFile } from '../../electron/dialogs.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import type { SafeShell } from '../../electron/shell.ts';
import { createOffers, type OfferTip } from '../../features/offers.ts';
import type { Publisher } from '../../features/publisher.ts';
import type { Services } from '../../services/create-services.ts';
import type { RunningWarmups } from '../../services/warm-ups.ts';
import type { Leadership } from '../leadership.ts';
import type { NotificationCentre } from '../notification-centre.ts';
import type { Views } from '../views.ts';
import type { Windows } from '../windows.ts';
import { accountHandlers } from './accounts.ts';
import { dailyUsageHandlers } from './daily-usage.ts';
import { historyHandlers } from './history.ts';
import { createRedeemer } from './reset-credits.ts';

/** What the pages may ask for, each answered by the part that owns it. */
export function createHandlers(
  parts: Services,
  publisher: Publisher,
  views: Views,
  windows: () => Windows,
  shell: SafeShell,
  doctor: () => Promise<DoctorReport>,
  tip: OfferTip,
  alerts: Pick<NotificationCentre, 'handlers'>,
  warmUps: () => RunningWarmups,
  confirm: Confirm,
  leadership: Pick<Leadership, 'refresh' | 'remove'>,
): CommandHandlers {
  const { engine, settings } = parts;
  const offers = createOffers({ engine, locale: parts.locale, openPage: shell.openExternal });
  const redeemer = createRedeemer(parts);

  const settingsView = async (): Promise<SettingsView> => {
    const { checks } = await doctor();
    return views.settings(publisher.current(), checks);
  };

  const save = createSaveFile({
    windowOf: (id) => {
      const { panel } = windows();
      return panel.current()?.webContents.id === id ? panel.current() : null;
    },
    keepOpenDuring: (work) => windows().panel.keepOpenDuring(work),
  });

  return {
    ...dailyUsageHandlers(parts, save),
    ...warmupHandlers(warmUps, confirm),
    ...historyHandlers(parts, publisher, save),
    ...alerts.handlers,
    'panel.get': () => views.panel(publisher.current()),
    'accounts.refresh': ({ accountId }) => leadership.refresh(accountId),
    ...accountHandlers(parts, confirm, leadership),
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
    'resets.prepare': ({ accountId }) => redeemer.prepare(accountId),
    'resets.redeem': ({ accountId, confirmation }) => redeemer.redeem(accountId, confirmation),
    'settings.get': settingsView,
    'settings.set': async (change) => {
      await settings.set(knownSettings(change));
      return settingsView();
    },
    'settings.set-confirmed': async (change, { webContentsId }) => {
      const question = settingsConfirmation(change, settings.get(), parts.locale());
      const applied = question === null || (await confirm(webContentsId, question));
      if (applied) await settings.set(knownSettings(change));
      return { applied, view: await settingsView() };
    },
    'problems.seen': () => {
      const saving = parts.markProblemsSeen();
      if (!saving.ok) throw new Error(`It could not be kept that problems were seen: ${saving.cause}.`);
      publisher.publish();
      return null;
    },
    'rates.refresh': async () => {
      const outcome = await parts.rates.refresh();
      if (outcome.kind === 'refreshed') publisher.publish();
      return ratesAnswer(outcome, parts.rates.table(), parts.locale());
    },
    'windows.open': async ({ window }) => {
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
    'diagnostics.copy': async () => {
      await clipboard.writeText(JSON.stringify(await doctor(), null, 2));
      return null;
    },
  };
}

type WarmupHandlers = Pick<CommandHandlers, 'warmups.get' | 'warmups.try'>;

/** What the settings may ask of warm-ups; the schedules themselves are settings. */
function warmupHandlers(warmups: () => RunningWarmups, confirm: Confirm): WarmupHandlers {
  return {
    'warmups.get': () => warmups().view(),
    'warmups.try': ({ accountId }, { webContentsId }) =>
      warmups().try(accountId, (question) => confirm(webContentsId, question)),
  };
}
