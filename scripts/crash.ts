import path from 'node:path';

import { setupDesktop } from './desktop/setup-desktop.ts';
import { runOnDesktop } from './desktop/virtual-desktop.ts';
import { resolveElectron } from './electron/runtime.ts';
import { runCommand } from './process/command.ts';
import { runScript, say } from './process/exit.ts';
import { buildApp, projectRoot } from './process/project.ts';

/**
 * Kills the built app, `serve`, commands and ledger clients 1,000 times at random moments, lets power fail in between,
 * and looks at what is left. `--kills N`, `--power-losses N`, `--seed S`: another run; the same seed gives the same
 * moments. The exit code is 1 if something did not hold. `--without-app` leaves the app out.
 */
async function crash(args: readonly string[]): Promise<number> {
  const program = [path.join(projectRoot, 'tests', 'support', 'crash', 'run.ts'), ...args];
  if (args.includes('--unbuilt')) return runCommand(process.execPath, program);
  await buildApp();
  if (args.includes('--without-app')) return runCommand(process.execPath, program);
  try {
    await setupDesktop();
  } catch (cause) {
    say(`There is no display (${String(cause)}), so the app itself is not run.`);
    return runCommand(process.execPath, [...program, '--without-app']);
  }
  const { notice } = await resolveElectron();
  if (notice !== null) say(notice);
  return runOnDesktop(process.execPath, program);
}

await runScript(() => crash(process.argv.slice(2)));
