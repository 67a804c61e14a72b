import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';

import { writeIcons } from './icons/app-icons.ts';
import { writeMetainfo } from './installers/metainfo.ts';
import { provideNativeModules } from './installers/native-modules.ts';
import { signingOf, withoutEmpty } from './installers/signing.ts';
import { type BuildTarget, buildTargets, withArchitectures } from './installers/targets.ts';
import { resolveElectron } from './electron/runtime.ts';
import type { ElectronRuntime } from './electron/distribution.ts';
import { runCommand } from './process/command.ts';
import { exitCodes, ExitError, runScript, say } from './process/exit.ts';
import { buildApp, commandOfPackage, projectRoot } from './process/project.ts';

const standInArguments: ReadonlySet<string> = new Set(['--dir', '--linux', '-l', '--x64']);
const neverPublish = ['--publish', 'never'] as const;
const host = { platform: process.platform, architecture: process.arch };

/**
 * Returns electron-builder's arguments for the official Electron: the user's own, the processors, and how to sign. For this
 * computer alone it takes the distribution that is here already, so that it is not downloaded again.
 */
function officialArguments(
  runtime: ElectronRuntime,
  asked: readonly string[],
  targets: readonly BuildTarget[],
): readonly string[] {
  const signings = [...new Set(targets.map(({ platform }) => platform))].map((each) => signingOf(each, process.env));
  for (const { message } of signings) if (message !== null) say(message);
  const isForHost = targets.every(
    (target) => target.platform === host.platform && target.architecture === host.architecture,
  );
  return [
    ...withArchitectures(asked, targets),
    ...signings.flatMap((signing) => signing.arguments),
    ...neverPublish,
    ...(isForHost ? [`--config.electronDist=${runtime.distFolder}`] : []),
  ];
}

/**
 * Returns electron-builder's arguments for a stand-in with the settings in `configFile`. Throws `ExitError` (69) unless the
 * user asks for a plain folder, because a stand-in never becomes an installer.
 */
function standInBuilderArguments(
  runtime: ElectronRuntime,
  asked: readonly string[],
  configFile: string,
): readonly string[] {
  if (!asked.includes('--dir') || asked.some((argument) => !standInArguments.has(argument))) {
    throw new ExitError(
      exitCodes.unavailable,
      `${runtime.notice ?? ''} It is too old to distribute, so it gets no installer. "npm run package -- --dir" makes a folder to try on this computer.`,
    );
  }
  return [...asked, ...neverPublish, '--config', configFile];
}

const unpackedFolder = path.join(projectRoot, 'release', 'linux-unpacked');

/**
 * Writes the settings for a stand-in to `configFile` (JSON): those of the project with the stand-in's Electron, and without
 * the fuses, one of which an old Electron does not have.
 */
async function writeStandInConfig(runtime: ElectronRuntime, configFile: string): Promise<void> {
  const settings = {
    extends: path.join(projectRoot, 'electron-builder.yml'),
    electronFuses: null,
    electronDist: runtime.distFolder,
    electronVersion: runtime.version,
  };
  await writeFile(configFile, JSON.stringify(settings));
}

/**
 * Sets the fuses of electron-builder.yml that an old Electron has, so that tests see the packaged app as it will behave.
 * Adds a file that says not to distribute the folder.
 */
async function finishStandInPackage(runtime: ElectronRuntime): Promise<void> {
  await flipFuses(path.join(unpackedFolder, 'quota-tray-app'), {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
  });
  await writeFile(
    path.join(unpackedFolder, 'DO-NOT-DISTRIBUTE.txt'),
    `Made with Electron ${runtime.version} in place of the current one, to be tried on this machine only. Do not give it to anybody.\n`,
  );
}

/** Makes installers for this platform, or with `--dir` only the folder that they contain. */
async function packageApp(asked: readonly string[]): Promise<number> {
  const runtime = await resolveElectron();
  switch (runtime.kind) {
    case 'official': {
      const targets = buildTargets(asked, host);
      await provideNativeModules(targets);
      await prepareFiles();
      return electronBuilder(officialArguments(runtime, asked, targets));
    }
    case 'stand-in':
      return packageStandIn(runtime, asked);
  }
}

/** Writes everything that electron-builder puts into the installers. */
async function prepareFiles(): Promise<void> {
  await buildApp();
  await writeIcons();
  await writeMetainfo();
}

async function packageStandIn(runtime: ElectronRuntime, asked: readonly string[]): Promise<number> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-package-'));
  try {
    const configFile = path.join(folder, 'electron-builder.json');
    const args = standInBuilderArguments(runtime, asked, configFile);
    if (runtime.notice !== null) say(runtime.notice);
    await prepareFiles();
    await writeStandInConfig(runtime, configFile);
    const exitCode = await electronBuilder(args);
    if (exitCode === exitCodes.done) await finishStandInPackage(runtime);
    return exitCode;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function electronBuilder(args: readonly string[]): Promise<number> {
  const environment = withoutEmpty(process.env);
  return runCommand(process.execPath, [commandOfPackage('electron-builder'), ...args], {
    cwd: projectRoot,
    environment,
  });
}

await runScript(() => packageApp(process.argv.slice(2)));
