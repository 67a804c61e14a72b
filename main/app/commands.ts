import { clipboard } from 'electron';
import { refreshAccepted, refusalText } from '../../core/snapshot/refresh-words.ts';
import { knownSettings } from '../../core/settings/read-settings.ts';
import type { RefreshAnswer } from '../../core/ipc/contract.ts';
import type { DoctorReport } from '../../core/snapshot/doctor.ts';
import type { SettingsView } from '../../core/snapshot/settings-view-model.ts';
import type { CommandHandlers } from '../electron/ipc/register.ts';
import type { SafeShell } from '../electron/security/safe-shell.ts';
import type { Publisher } from '../engine/publisher.ts';
import type { Parts } from '../parts.ts';
import type { Views } from './views.ts';
import type { Windows } from './windows.ts';

/** What the pages may ask for, each answered by the part that owns it. */
export function createCommands(
  parts: Parts,
  publisher: Publisher,
  views: Views,
  windows: () => Windows,
  shell: SafeShell,
  doctor: () => Promise<DoctorReport>,
): CommandHandlers {
  const { engine, settings } = parts;

  const settingsView = async (): Promise<SettingsView> => {
    const { checks } = await doctor();
    return views.settings(publisher.current(), checks);
  };

  return {
    'panel.get': () => views.panel(publisher.current()),
    'accounts.refresh': ({ accountId }) => refresh(parts, accountId),
    'accounts.forget': ({ accountId }) => {
      engine.forget(accountId);
      return null;
    },
    'settings.get': settingsView,
    'settings.set': (change) => {
      settings.set(knownSettings(change));
      return settingsView();
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

function refresh({ engine, reader, clock }: Parts, accountId: string | null): RefreshAnswer {
  const outcome = engine.refresh(accountId);
  if (outcome.kind === 'accepted') return refreshAccepted;
  const message =
    outcome.kind === 'refused' ? refusalText(outcome.refusal, reader(), clock.nowMs()) : reader().t('refresh.none');
  return { accepted: false, message };
}
