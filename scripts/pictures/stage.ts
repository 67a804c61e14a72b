import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { poll } from '../../tests/support/desktop/poll.ts';
import { connectToSessionBus, readProperty } from '../../tests/support/desktop/session-bus.ts';
import { type BackgroundProcess, startInBackground } from '../desktop/background-process.ts';
import { type Desktop, startDesktop } from '../desktop/virtual-desktop.ts';
import { captureCommand } from '../process/command.ts';
import { exitCodes, ExitError } from '../process/exit.ts';

const commands = ['Xvfb', 'openbox', 'dbus-daemon', 'xfce4-panel', 'xdotool', 'import'] as const;
const packages = 'xvfb openbox dbus xfce4-panel xfconf xdotool imagemagick fonts-cantarell';

/** Throws `ExitError` (69) with the command to run if a program of the stage is missing. */
export async function requirePictureTools(): Promise<void> {
  if (process.platform !== 'linux')
    throw new ExitError(exitCodes.unavailable, 'The pictures can be taken on Linux only.');
  for (const command of commands) {
    const { exitCode } = await captureCommand('which', [command], { timeoutMs: 10_000 });
    if (exitCode === 0) continue;
    throw new ExitError(
      exitCodes.unavailable,
      `${command} is not installed. On Debian or Ubuntu run: sudo apt-get install --no-install-recommends ${packages}`,
    );
  }
}

/** The size in pixels. It is tall because the tray menu of many accounts is. */
const screen = '2400x4400x24';

/**
 * Starts a virtual screen with a desktop panel that shows tray icons, never on the user's own screen. It also changes the
 * environment of this process. Rejects if a program is missing.
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
    // Without a tray at its start the app would open its panel as an ordinary window.
    await waitForTray();
    return { environment: desktop.environment, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const timeoutMs = 20_000;
const name = 'org.kde.StatusNotifierWatcher';

/** Waits until the desktop's panel can show tray icons. */
function waitForTray(): Promise<void> {
  return waitForWatcher('a tray', 'IsStatusNotifierHostRegistered', (value) => value === true);
}

/** Waits until the panel shows a tray icon. */
export function waitForTrayIcon(): Promise<void> {
  return waitForWatcher(
    'a tray icon',
    'RegisteredStatusNotifierItems',
    (value) => Array.isArray(value) && value.length > 0,
  );
}

async function waitForWatcher(
  awaited: string,
  property: string,
  isAwaited: (value: unknown) => boolean,
): Promise<void> {
  const bus = await connectToSessionBus();
  try {
    await poll(awaited, timeoutMs, async () => {
      const value = await readProperty(bus, { destination: name, path: '/StatusNotifierWatcher' }, name, property);
      return isAwaited(value) ? true : undefined;
    });
  } finally {
    bus.disconnect();
  }
}

/** The panel is at the top edge, over the whole width. It contains only the tray icons, from the left. */
export const panelHeightPixels = 56;

const panelSettings = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="${panelHeightPixels / 2}"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
`;

/** Writes the panel's settings to a folder. Returns the variables that make the panel use them, at scale 2. */
async function writePanelSettings(
  folder: string,
): Promise<Readonly<Record<string, string>> & { readonly XDG_CONFIG_HOME: string }> {
  const channels = path.join(folder, 'config', 'xfce4', 'xfconf', 'xfce-perchannel-xml');
  await mkdir(channels, { recursive: true });
  await writeFile(path.join(channels, 'xfce4-panel.xml'), panelSettings);
  return {
    HOME: folder,
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    XDG_CACHE_HOME: path.join(folder, 'cache'),
    XDG_CURRENT_DESKTOP: 'XFCE',
    GDK_SCALE: '2',
    GTK_THEME: 'Adwaita',
    LANG: 'C.UTF-8',
  };
}

/** Returns the program that serves xfce's settings, because the private bus starts no services itself. */
async function settingsServer(): Promise<string> {
  const service = await readFile('/usr/share/dbus-1/services/org.xfce.Xfconf.service', 'utf8');
  const command = /^Exec=(\S+)/m.exec(service)?.[1];
  if (command === undefined) throw new Error('the service file of xfconf names no program');
  return command;
}

const fontSettings = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <alias binding="same"><family>sans-serif</family><prefer><family>Cantarell</family><family>Noto Sans</family></prefer></alias>
</fontconfig>
`;

/**
 * Sets a usual desktop font for programs with this `XDG_CONFIG_HOME`, because the font of a bare test computer is much
 * wider.
 */
export async function chooseFont(configFolder: string): Promise<void> {
  const folder = path.join(configFolder, 'fontconfig');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'fonts.conf'), fontSettings);
}
