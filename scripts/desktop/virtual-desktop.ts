import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { runCommand } from '../process/command.ts';
import { exitCodes, ExitError, runScript } from '../process/exit.ts';
import { exitCodeOf, onEndingSignal } from '../process/signals.ts';
import { type BackgroundProcess, startInBackground } from './background-process.ts';

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

/** Whether windows can be shown here: always on macOS and Windows, by the usual variables on Linux. */
export function hasDisplay(environment: Readonly<NodeJS.ProcessEnv> = process.env): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
}

/**
 * Starts a D-Bus session bus that listens in `folder` (a 0700 folder). It knows no service
 * files: on the usual session bus the first notification would start whichever notification
 * daemon is installed, and a test would race it for the name.
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
 * Runs a command on a desktop of its own (see `startDesktop`) and answers its exit code.
 * Ended or interrupted, it leaves no process behind. `environment` is the whole environment
 * of the command apart from the desktop's own variables.
 */
export async function runOnDesktop(
  command: string,
  args: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): Promise<number> {
  // From before the first helper starts until the last has ended: a signal in between must
  // not end this process and leave them.
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
