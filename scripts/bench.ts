import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { setupDesktop } from './desktop/setup-desktop.ts';
import { runOnDesktop } from './desktop/virtual-desktop.ts';
import { resolveElectron } from './electron/runtime.ts';
import { buildApp, projectRoot } from './process/project.ts';
import { runCommand } from './process/command.ts';
import { runScript, say } from './process/exit.ts';

const measurements = path.join(projectRoot, 'tests', 'bench', 'run.ts');

/**
 * Builds the app and measures it against the smallest possible tray app, in the same run, on a desktop of its own.
 * `--long`: five idle minutes instead of one. `--only sizes,views`: those parts only. `--json FILE` keeps the figures, and
 * `--compare FILE` shows the last values of such a file and the changes. `--summary FILE` adds the table in Markdown.
 * `--check`: exit code 1 if a ratio or a count is over its budget by more than noise in each of three runs. Values from
 * `/proc` are measured on Linux only. The apps run in a copy of Electron, because programs that run from the same file
 * share its memory, and each would count only a part of it.
 */
async function bench(args: readonly string[]): Promise<number> {
  if (process.platform !== 'linux') {
    say('Start, memory, idle and panel are measured on Linux only. Here only the views are measured.');
    return runCommand(process.execPath, [measurements, '--only', 'views', ...args]);
  }
  await setupDesktop();
  await buildApp();
  const { notice, executable } = await resolveElectron();
  if (notice !== null) say(notice);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-bench-electron-'));
  try {
    await cp(path.dirname(executable), folder, { recursive: true, dereference: true });
    const environment = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: folder };
    return await runOnDesktop(process.execPath, [measurements, ...args], environment);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await runScript(() => bench(process.argv.slice(2)));
