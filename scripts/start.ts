import path from 'node:path';

import { hasDisplay } from './desktop/virtual-desktop.ts';
import { launchElectron, resolveElectron } from './electron/runtime.ts';
import { buildApp, projectRoot } from './process/project.ts';
import { runCommand } from './process/command.ts';
import { exitCodes, runScript, say } from './process/exit.ts';

/**
 * Builds and starts the tray app in the foreground until it quits. Without a display it prints the terminal view of the
 * accounts. That view may be empty, which is not an error here.
 */
async function start(args: readonly string[]): Promise<number> {
  await buildApp();
  if (!hasDisplay()) {
    say('There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so this is the terminal view.');
    await runCommand(process.execPath, [path.join(projectRoot, 'dist', 'cli', 'cli.cjs'), 'status']);
    return exitCodes.done;
  }
  const runtime = await resolveElectron();
  if (runtime.notice !== null) say(runtime.notice);
  return launchElectron(runtime, projectRoot, { args });
}

await runScript(() => start(process.argv.slice(2)));
