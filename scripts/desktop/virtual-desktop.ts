import { ExitError, exitCodes, runScript } from '../process/exit.ts';
import { runCommand } from '../process/command.ts';
import { exitCodeOf, onEndingSignal } from '../process/signals.ts';
import { startDesktop } from './desktop.ts';

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
