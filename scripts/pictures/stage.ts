import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { poll } from '../../tests/support/desktop/poll.ts';
import { connectToSessionBus, readProperty } from '../../tests/support/desktop/session-bus.ts';
import { type BackgroundProcess, startInBackground } from '../desktop/background-process.ts';
import { startDesktop } from '../desktop/desktop.ts';
import { settingsServer, writePanelSettings } from './xfce-panel.ts';

/** Tall, because the tray menu of many accounts is. In pixels; half as many at scale 2. */
const screen = '2400x4400x24';
const startTimeoutMs = 20_000;

/** A virtual screen with a desktop panel that shows tray icons. This process's environment leads to it. */
export interface Stage {
  /** Waits until the panel holds a tray icon. */
  readonly waitForTrayIcon: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts the stage, never on a person's own screen. Rejects where a program is missing. */
export async function startStage(): Promise<Stage> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-stage-'));
  const running: Pick<BackgroundProcess, 'stop'>[] = [];
  const stop = async (): Promise<void> => {
    for (const helper of running.toReversed()) await helper.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    delete process.env['WAYLAND_DISPLAY'];
    const server = await startInBackground('Xvfb', ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'], {
      environment: process.env,
      readyDescriptor: 3,
    });
    running.push(server);
    Object.assign(process.env, { DISPLAY: `:${server.firstLine}`, XDG_SESSION_TYPE: 'x11' });
    const desktop = await startDesktop();
    running.push(desktop);
    Object.assign(process.env, desktop.environment);
    const environment = { ...process.env, ...(await writePanelSettings(folder)) };
    running.push(await startInBackground('openbox', [], { environment }));
    running.push(await startInBackground(await settingsServer(), [], { environment }));
    running.push(await startInBackground('xfce4-panel', ['--disable-wm-check'], { environment }));
    return { waitForTrayIcon, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function waitForTrayIcon(): Promise<void> {
  const bus = await connectToSessionBus();
  const name = 'org.kde.StatusNotifierWatcher';
  await poll('a tray icon in the panel', startTimeoutMs, async () => {
    const items = await readProperty(bus, { destination: name, path: '/StatusNotifierWatcher' }, name, 'RegisteredStatusNotifierItems');
    return Array.isArray(items) && items.length > 0 ? items.length : undefined;
  });
  bus.disconnect();
}
