import { app } from 'electron';

import type { ActionAnswer } from '../../core/ipc/answers.ts';
import { packageKind, updateWay } from '../../core/updates/package-kind.ts';
import { releasePage } from '../../core/updates/release.ts';
import type { Banner } from '../../core/views/panel.ts';
import { updateBanner, updateLine, type UpdatesView, updatesView } from '../../core/views/updates.ts';
import type { CommandHandlers } from '../electron/ipc/command-handlers.ts';
import type { SafeShell } from '../electron/shell.ts';
import { createInstaller } from '../electron/updates/installer.ts';
import { createAlarm } from '../engine/alarm.ts';
import { createUpdates } from '../features/updates.ts';
import { atMostEvery, withTimeout } from '../node/async.ts';
import { readPackageFacts } from '../node/updates/package-facts.ts';
import { checkRelease, updateAddresses } from '../node/updates/release-check.ts';
import { openUpdateMemory } from '../node/updates/update-memory.ts';
import type { Services } from '../services/create-services.ts';
import { onSettingChanges } from '../services/setting-effects.ts';
import type { RunningWarmups } from '../services/warm-ups.ts';

/** New versions in the running app. */
export interface AppUpdates {
  readonly view: () => UpdatesView;
  /** Null: there is nothing to offer. */
  readonly banner: () => Banner | null;
  readonly line: () => string | null;
  readonly handlers: Pick<CommandHandlers, 'updates.act'>;
  /** The user has the panel before them, or closes it. */
  readonly panelSeen: () => void;
  /** Begins to look for new versions, if the user wants that. */
  readonly begin: () => void;
  readonly stop: () => void;
}

/** What the updates use. */
export interface AppUpdatesOptions {
  readonly services: Pick<
    Services,
    'clock' | 'log' | 'settings' | 'paths' | 'publicHttp' | 'network' | 'locale' | 'slots' | 'gate'
  >;
  readonly shell: Pick<SafeShell, 'openExternal'>;
  /** The warm-ups are made after the updates. */
  readonly warmups: () => Pick<RunningWarmups, 'idle'>;
  readonly changed: () => void;
}

/** How often a running download changes the windows at most. */
const progressEveryMs = 500;
/** A pass of warm-ups in which nothing runs ends within this time. */
const idleWithinMs = 100;

/** Makes the updates of the running app. They send no request before `begin`, or before the user looks. */
export function createAppUpdates({ services, shell, warmups, changed }: AppUpdatesOptions): AppUpdates {
  const { clock, log, settings, paths, publicHttp, network, locale, slots, gate } = services;
  const memory = openUpdateMemory(paths.updates, log.warn);
  const kind = packageKind(
    readPackageFacts({
      ...{ platform: process.platform, isPackaged: app.isPackaged, environment: process.env },
      ...{ executable: process.execPath, resourcesFolder: process.resourcesPath, productName: 'Quota Tray' },
    }),
  );
  const addresses = updateAddresses(process.env, app.isPackaged);
  const updates = createUpdates({
    ...{ clock, log, currentVersion: app.getVersion() },
    // A process that only shows the folder of a newer version sends no requests by itself, and writes nothing.
    isWanted: () => !gate.isSealed() && settings.get().checkForUpdates,
    alarm: createAlarm(clock, { unref: true }),
    check: () => checkRelease(publicHttp, addresses),
    installer: createInstaller({
      kind: kind === 'appimage' || kind === 'nsis' || kind === 'mac' ? kind : null,
      ...{ version: app.getVersion(), addresses, cacheFolder: paths.updateDownloads, network, warn: log.warn },
    }),
    store: { load: memory.load, save: (found) => gate.isSealed() || memory.save(found) },
    changed: atMostEvery(progressEveryMs, changed),
  });

  const isBusy = async (): Promise<boolean> => {
    const hasCallers = slots.status().some(({ holders, queued }) => holders.length > 0 || queued > 0);
    const idle = warmups().idle();
    return (
      hasCallers ||
      (await withTimeout(
        idle.then(() => false),
        idleWithinMs,
        true,
      ))
    );
  };

  const openPage = async (): Promise<ActionAnswer> => {
    const { found } = updates.state();
    const address = releasePage('release' in found ? found.release : null);
    const isOpen = await shell.openExternal(address);
    if (isOpen) updates.closeOffer();
    return { ok: isOpen, message: isOpen ? null : locale().t('help.not-opened', { address }) };
  };

  const restart = async (): Promise<ActionAnswer> => {
    if (await isBusy()) return { ok: false, message: locale().t('updates.busy') };
    void updates.install();
    return { ok: true, message: null };
  };

  return {
    view: () => updatesView(updates.state(), kind, settings.get().checkForUpdates, locale(), clock.nowMs()),
    banner: () => updateBanner(updates.state(), kind, locale()),
    line: () => updateLine(updates.state(), locale()),
    handlers: {
      'updates.act': async ({ action }) => {
        switch (action) {
          case 'check':
            await updates.checkNow();
            break;
          case 'download':
            if (updateWay(kind) === 'here') void updates.download();
            break;
          case 'restart':
            return restart();
          case 'open-page':
            return openPage();
          case 'close':
            updates.closeOffer();
        }
        return { ok: true, message: null };
      },
    },
    panelSeen: updates.offerSeen,
    begin: () => {
      updates.plan();
      onSettingChanges(settings, [{ of: ['checkForUpdates'], run: updates.plan }]);
    },
    stop: updates.stop,
  };
}
