import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { startInBackground, type BackgroundProcess } from './background-process.ts';
import { hasDisplay } from './display.ts';
import { startPrivateBus } from './private-bus.ts';

/** A desktop for one run of tests. */
export interface Desktop {
  /** The variables that put a program on it: to be laid over the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends every process of it, the last started first, and removes its folder. Never rejects. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a desktop: always a private session bus and runtime folder, and where there is no
 * display also an X server of 1600 x 1000 on a free display number with a window manager.
 * Nothing is started on macOS and Windows. Rejects where a program is missing.
 */
export async function startDesktop(): Promise<Desktop> {
  if (process.platform !== 'linux') return { environment: {}, stop: () => Promise.resolve() };
  // mkdtemp makes it 0700, which XDG_RUNTIME_DIR must be.
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-desktop-'));
  const running: BackgroundProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const helper of running.toReversed()) await helper.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const environment: Record<string, string> = { XDG_RUNTIME_DIR: folder, GIO_USE_VFS: 'local', NO_AT_BRIDGE: '1' };
    const bus = await startPrivateBus(folder, { ...process.env, ...environment });
    running.push(bus);
    environment['DBUS_SESSION_BUS_ADDRESS'] = bus.address;
    if (hasDisplay()) {
      keepWaylandReachable(environment);
      return { environment, stop };
    }
    const server = await startInBackground(
      'Xvfb',
      ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset'],
      { environment: { ...process.env, ...environment }, readyDescriptor: 3 },
    );
    running.push(server);
    environment['DISPLAY'] = `:${server.firstLine}`;
    environment['XDG_SESSION_TYPE'] = 'x11';
    running.push(await startInBackground('openbox', [], { environment: { ...process.env, ...environment } }));
    return { environment, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A Wayland socket is named relative to the runtime folder, which is another one from here on. */
function keepWaylandReachable(environment: Record<string, string>): void {
  const socket = process.env['WAYLAND_DISPLAY'];
  const runtimeFolder = process.env['XDG_RUNTIME_DIR'];
  if (!socket || !runtimeFolder || path.isAbsolute(socket)) return;
  environment['WAYLAND_DISPLAY'] = path.join(runtimeFolder, socket);
}
