import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { type BackgroundProcess, startInBackground } from '../desktop/background-process.ts';
import { type Desktop, startDesktop } from '../desktop/desktop.ts';
import { chooseFont } from './fonts.ts';
import { waitForTray } from './tray-watcher.ts';
import { settingsServer, writePanelSettings } from './xfce-panel.ts';

/** Tall, because the tray menu of many accounts is. In pixels; half as many at scale 2. */
const screen = '2400x4400x24';

/**
 * Starts a virtual screen with a desktop panel that shows tray icons, never on a person's own screen.
 * The environment of this process leads to it as well. Rejects where a program is missing.
 */
export async function startStage(): Promise<Desktop> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-stage-'));
  const running: Pick<BackgroundProcess, 'stop'>[] = [];
  const stop = async (): Promise<void> => {
    for (const helper of running.toReversed()) await helper.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const start = async (command: string, environment: Readonly<NodeJS.ProcessEnv>): Promise<void> => {
    running.push(await startInBackground(command, [], { environment }));
  };
  try {
    delete process.env['WAYLAND_DISPLAY'];
    const server = await startInBackground(
      'Xvfb',
      ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'],
      {
        environment: process.env,
        readyDescriptor: 3,
      },
    );
    running.push(server);
    Object.assign(process.env, { DISPLAY: `:${server.firstLine}`, XDG_SESSION_TYPE: 'x11' });
    const desktop = await startDesktop();
    running.push(desktop);
    Object.assign(process.env, desktop.environment);
    const panelSettings = await writePanelSettings(folder);
    await chooseFont(panelSettings.XDG_CONFIG_HOME);
    const environment = { ...process.env, ...panelSettings };
    await start('openbox', environment);
    await start(await settingsServer(), environment);
    await start('xfce4-panel', environment);
    // An app that finds no tray at its start opens its panel as a window of its own.
    await waitForTray();
    return { environment: desktop.environment, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
