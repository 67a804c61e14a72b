import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { captureCommand } from '../process/command.ts';
import { installedPackage, projectRoot } from '../process/project.ts';
import { type ElectronRuntime, executableIn } from './distribution.ts';

const electronFolder = path.join(projectRoot, 'node_modules', 'electron');
const officialFolder = path.join(electronFolder, 'dist');
// 110 MB over a slow line may take minutes; a network that forbids it answers within a second.
const downloadTimeoutMs = 4 * 60 * 1_000;

/** The Electron version that the app is written for, e.g. `45.4.1`. */
export function pinnedVersion(): string {
  return installedPackage('electron').version ?? 'unknown';
}

/** The official Electron if it has been downloaded before, else null. Asks nobody. */
export function downloadedOfficial(): ElectronRuntime | null {
  const versionFile = path.join(officialFolder, 'version');
  const executable = executableIn(officialFolder);
  if (!existsSync(versionFile) || !existsSync(executable)) return null;
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '');
  if (version !== pinnedVersion()) return null;
  return { kind: 'official', version, distFolder: officialFolder, executable, notice: null };
}

/** Lets the `electron` package download itself. Answers the runtime, or in a few words why not. */
export async function downloadOfficial(): Promise<ElectronRuntime | { readonly failure: string }> {
  const installed = await captureCommand(process.execPath, [path.join(electronFolder, 'install.js')], {
    timeoutMs: downloadTimeoutMs,
    cwd: electronFolder,
  });
  const runtime = installed.exitCode === 0 ? downloadedOfficial() : null;
  if (runtime !== null) return runtime;
  const reason = installed.stderr.split('\n').find((line) => /error|failed|denied|without an answer/i.test(line));
  return { failure: (reason ?? 'the download did not complete').trim() };
}
