import { captureCommand } from '../process/command.ts';
import { ExitError, exitCodes } from '../process/exit.ts';

const commands = ['Xvfb', 'openbox', 'dbus-daemon', 'xfce4-panel', 'xdotool', 'import'] as const;
const packages = 'xvfb openbox dbus xfce4-panel xfconf xdotool imagemagick fonts-cantarell';

/** Throws `ExitError` (69) with the one command to run where a program of the stage is missing. */
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
