import path from 'node:path';

import { setupDesktop } from './desktop/setup-desktop.ts';
import { runOnDesktop } from './desktop/virtual-desktop.ts';
import { resolveElectron } from './electron/runtime.ts';
import { runCommand } from './process/command.ts';
import { exitCodes, ExitError, runScript, say } from './process/exit.ts';
import { buildApp, projectRoot } from './process/project.ts';

const folder = path.join(projectRoot, 'tests', 'support', 'soak');

/**
 * Plays a week of the app in a minute or two, on a clock of its own. `--days N`, `--accounts N`, `--seed S`: another
 * week. The exit code is 1 if something did not hold. `--real`: runs the built app in real time against a server of
 * this computer, for two hours or `--hours N`, and prints what it uses; `--serve`: the process without a window.
 */
function soak(args: readonly string[]): Promise<number> {
  if (!args.includes('--real')) {
    return runCommand(process.execPath, ['--expose-gc', path.join(folder, 'run.ts'), ...args]);
  }
  return soakForReal(args.filter((each) => each !== '--real'));
}

async function soakForReal(args: readonly string[]): Promise<number> {
  if (process.platform !== 'linux') {
    throw new ExitError(exitCodes.failed, 'Memory, handles and wake-ups are read from /proc, which only Linux has.');
  }
  const program = [path.join(folder, 'real.ts'), ...args];
  await buildApp();
  if (args.includes('--serve')) return runCommand(process.execPath, program);
  try {
    await setupDesktop();
  } catch (cause) {
    say(`There is no display (${String(cause)}), so the process without a window is run.`);
    return runCommand(process.execPath, [...program, '--serve']);
  }
  const { notice } = await resolveElectron();
  if (notice !== null) say(notice);
  return runOnDesktop(process.execPath, program);
}

await runScript(() => soak(process.argv.slice(2)));
