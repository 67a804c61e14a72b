import { net } from 'electron';
import { type FirstRunContext, firstRunServices } from '../../core/views/first-run.ts';
import type { ProviderId } from '../../core/providers/provider-id.ts';
import { findProvider, loadProviders, toolProviders } from '../../core/providers/registry.ts';
import type { VaultProtection } from '../../core/ports.ts';
import { defaultSettings, type SettingName } from '../../core/settings/settings.ts';
import { findTool } from '../node/child-process/tool-command.ts';
import { hostHomeFolder } from '../node/host-environment.ts';
import type { Services } from '../services/create-services.ts';
import type { DesktopState } from './views.ts';

/** What is known of this computer for a newcomer. */
export interface FirstRun {
  readonly context: () => FirstRunContext;
  /** Looks for tools, and for accounts. */
  readonly look: () => Promise<void>;
  /** Looks for tools if there is no account, because the panel appears. */
  readonly panelShown: () => void;
}

/** Makes what the first run knows of this computer. It starts no program. */
export function createFirstRun(parts: {
  readonly services: Pick<Services, 'engine' | 'settings' | 'log' | 'vault'>;
  readonly desktop: DesktopState;
  readonly canStartAtLogin: boolean;
  readonly changed: () => void;
}): FirstRun {
  const { services, desktop, canStartAtLogin, changed } = parts;
  const { engine, settings, log, vault } = services;
  // Settings of a version without a first run have choices, but not the mark.
  const names = Object.keys(defaultSettings) as readonly SettingName[];
  const wasHereBefore = !settings.isStored('welcomed') && names.some(settings.isStored);
  const installed = new Map<ProviderId, boolean>();

  let keyring: VaultProtection | null = null;

  const lookAtKeyring = async (): Promise<void> => {
    const found = await vault.protection();
    if (found === keyring) return;
    keyring = found;
    changed();
  };
  const loadServices = async (): Promise<void> => {
    if (firstRunServices.every((id) => findProvider(id) !== null)) return;
    await loadProviders(firstRunServices);
    changed();
  };
  const lookForTools = async (): Promise<void> => {
    const host = { environment: process.env, homeFolder: hostHomeFolder(), platform: process.platform };
    const found = await Promise.all(
      toolProviders.map(async ({ id, tool }) => {
        return tool === undefined ? null : ([id, (await findTool(tool.command, host)) !== null] as const);
      }),
    );
    const news = found.filter((entry) => entry !== null && installed.get(entry[0]) !== entry[1]);
    for (const entry of news) if (entry !== null) installed.set(entry[0], entry[1]);
    if (news.length > 0) changed();
  };
  const look = async (): Promise<void> => {
    await Promise.all([loadServices(), lookForTools(), lookAtKeyring(), engine.discover()]);
  };

  return {
    look,
    panelShown: () => {
      if (engine.accounts().length > 0) return;
      Promise.all([lookForTools(), lookAtKeyring()]).catch((cause: unknown) =>
        log.error('Looking for tools and the keyring failed', cause),
      );
    },
    context: () => {
      const folders = new Map(engine.accounts().map(({ account }) => [account.id, account.folder ?? null]));
      return {
        findings: engine.findings(),
        isInstalled: (provider) => installed.get(provider) ?? null,
        folderOf: (accountId) => (settings.get().hidePersonal ? null : (folders.get(accountId) ?? null)),
        ...{ keyring, canStartAtLogin },
        showsNotifications: desktop.notifications !== false,
        isOnline: net.isOnline(),
        isNewcomer: !wasHereBefore && !settings.get().welcomed,
      };
    },
  };
}
