import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { runCommand } from '../process/command.ts';
import { exitCodes, ExitError, runScript } from '../process/exit.ts';
import { exitCodeOf, onEndingSignal } from '../process/signals.ts';
import { type BackgroundProcess, startInBackground } from './background-process.ts';

/** A desktop for one run of tests. */
export interface Desktop {
  /** The variables that put a program on this desktop. They are added to the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends its processes, the last started first, and removes its folder. Never rejects. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a desktop: a private session bus and runtime folder and, if there is no display, an X server of 1600 x 1000 pixels
 * with a window manager. On macOS and Windows it starts nothing. Rejects if a program is missing.
 */
export async function startDesktop(): Promise<Desktop> {
  if (process.platform !== 'linux') return { environment: {}, stop: () => Promise.resolve() };
  // XDG_RUNTIME_DIR must have mode 0700, which mkdtemp sets.
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

/** Makes the name of the Wayland socket absolute, because it is relative to the old runtime folder. */
function keepWaylandReachable(environment: Record<string, string>): void {
  const socket = process.env['WAYLAND_DISPLAY'];
  const runtimeFolder = process.env['XDG_RUNTIME_DIR'];
  if (!socket || !runtimeFolder || path.isAbsolute(socket)) return;
  environment['WAYLAND_DISPLAY'] = path.join(runtimeFolder, socket);
}

/** Returns whether windows can be shown: always on macOS and Windows, by the usual variables on Linux. */
export function hasDisplay(environment: Readonly<NodeJS.ProcessEnv> = process.env): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
}

/**
 * Starts a D-Bus session bus that listens in `folder` (mode 0700). It has no service files. On a usual session bus the first
 * notification would start an installed notification daemon, and a test would compete with it for the name.
 */
export async function startPrivateBus(
  folder: string,
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<BackgroundProcess & { readonly address: string }> {
  const configuration = path.join(folder, 'bus.conf');
  const listen = `unix:path=${path.join(folder, 'bus')}`;
  await writeFile(configuration, busConfiguration(listen));
  const bus = await startInBackground(
    'dbus-daemon',
    ['--nofork', '--nopidfile', '--print-address=3', `--config-file=${configuration}`],
    { environment, readyDescriptor: 3 },
  );
  return { ...bus, address: listen };
}

function busConfiguration(listen: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${listen.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}

/**
 * Runs a command on a desktop of its own and returns its exit code. It leaves no process behind, even if it is interrupted.
 * `environment` is the whole environment of the command, without the desktop's own variables.
 */
export async function runOnDesktop(
  command: string,
  args: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): Promise<number> {
  // A signal must not end this process while its helpers run, because they would stay.
  let endedBy: NodeJS.Signals | null = null;
  const stopListening = onEndingSignal((signal) => (endedBy ??= signal));
  const desktop = await startDesktop();
  try {
    if (endedBy !== null) return exitCodeOf(endedBy);
    return await runCommand(command, args, {
      environment: { ...environment, ...desktop.environment },
      ownProcessGroup: process.platform !== 'win32',
    });
  } finally {
    await desktop.stop();
    stopListening();
  }
}

if (import.meta.main) {
  await runScript(async () => {
    const [command, ...args] = process.argv.slice(2);
    if (command === undefined)
      throw new ExitError(exitCodes.badArguments, 'usage: virtual-desktop COMMAND [ARGUMENT...]');
    return runOnDesktop(command, args);
  });
}
