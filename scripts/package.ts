import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import type { ElectronRuntime } from './electron/electron-runtime.ts';
import { resolveElectron } from './electron-runtime.ts';
import { officialArguments, standInBuilderArguments } from './packaging/builder-arguments.ts';
import { finishStandInPackage, writeStandInConfig } from './packaging/stand-in-package.ts';
import { buildApp } from './process/build.ts';
import { runCommand } from './process/command.ts';
import { exitCodes, runScript } from './process/exit.ts';
import { commandOfPackage, projectRoot } from './process/project.ts';
import { say } from './process/say.ts';

/** Makes installers for this platform, or with `--dir` only the folder that they would hold. */
async function packageApp(asked: readonly string[]): Promise<number> {
  const runtime = await resolveElectron();
  switch (runtime.kind) {
    case 'official':
      await buildApp();
      return electronBuilder(officialArguments(runtime, asked));
    case 'stand-in':
      return packageStandIn(runtime, asked);
  }
}

async function packageStandIn(runtime: ElectronRuntime, asked: readonly string[]): Promise<number> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-package-'));
  try {
    const configFile = path.join(folder, 'electron-builder.json');
    const args = standInBuilderArguments(runtime, asked, configFile);
    if (runtime.notice !== null) say(runtime.notice);
    await buildApp();
    await writeStandInConfig(runtime, configFile);
    const exitCode = await electronBuilder(args);
    if (exitCode === exitCodes.done) await finishStandInPackage(runtime);
    return exitCode;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function electronBuilder(args: readonly string[]): Promise<number> {
  return runCommand(process.execPath, [commandOfPackage('electron-builder'), ...args], { cwd: projectRoot });
}

await runScript(() => packageApp(process.argv.slice(2)));
