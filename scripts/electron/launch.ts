import { runCommand } from '../process/command.ts';
import { say } from '../process/exit.ts';
import type { ElectronRuntime } from './distribution.ts';

let hasSaid = false;

/**
 * The switches that Electron needs before the app folder on this machine. As root on Linux
 * Chromium refuses to start with its sandbox; that is said once per process. Only for
 * running from a checkout: a packaged app never gets them.
 */
export function electronArguments(): readonly string[] {
  const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
  if (!isRootOnLinux) return [];
  if (!hasSaid) say('Running as root, so Electron is started with --no-sandbox.');
  hasSaid = true;
  return ['--no-sandbox'];
}

/**
 * Starts an app folder in the foreground and answers the exit code when it ends. SIGINT,
 * SIGTERM and SIGHUP reach Electron once each, so that it can end in order.
 */
export function launchElectron(
  runtime: ElectronRuntime,
  appFolder: string,
  options: { readonly args?: readonly string[]; readonly environment?: Readonly<NodeJS.ProcessEnv> } = {},
): Promise<number> {
  return runCommand(runtime.executable, [...electronArguments(), appFolder, ...(options.args ?? [])], {
    environment: options.environment ?? process.env,
    ownProcessGroup: process.platform !== 'win32',
  });
}
