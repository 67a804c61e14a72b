import fs from 'node:fs';
import path from 'node:path';
import { minuteMs } from '../../../core/units/time.ts';
import { type Environment, homeOf, hostTemporaryFolder } from '../host-environment.ts';
import { judgeFolder, type FolderJudgement } from './folder-version.ts';
import { namesIn } from './folders.ts';
import { accountFilesIn, backupPath, homePaths, type HomePaths } from './home.ts';
import { isRunning } from './leftovers.ts';

/** The state folder as this process may use it. */
export interface StateFolder {
  /** The folder that the user knows. */
  readonly home: string;
  /** Where this process reads and writes: that folder, or a private copy if a newer version of the app wrote it. */
  readonly folder: string;
  /** All paths in `folder`. Only the socket is in `home`, to ask the process that serves it. */
  readonly paths: HomePaths;
  readonly judgement: FolderJudgement;
}

/** By folder: what this process found at its first look. */
const opened = new Map<string, StateFolder>();

/**
 * Judges the state folder that the environment names, once for each process, before anything of it is opened. For a
 * folder of a newer version it makes a private copy of the small files: all stores, logs and the profile of the browser
 * then lie in the copy, so that nothing can write to the folder itself. Never throws.
 */
export function openStateFolder(environment: Environment): StateFolder {
  const home = homeOf(environment);
  const known = opened.get(home);
  if (known !== undefined) return known;
  const about = { environment, platform: process.platform, temporaryFolder: hostTemporaryFolder() };
  const paths = homePaths(home, about);
  const judgement = judgeFolder(paths);
  const folder = judgement.newer === null ? home : privateCopy(home, paths, about.temporaryFolder);
  const { socket, appSocket } = paths;
  const found = { home, folder, judgement, paths: { ...homePaths(folder, about), socket, appSocket } };
  opened.set(home, found);
  return found;
}

const copyPrefix = 'quota-tray-copy-';
const copyName = /^quota-tray-copy-(?<pid>\d+)-\w{6}$/;

/** Returns what a process needs to show the last figures. Keys, databases and logs are not among it. */
function filesToCopy({ settings, addedAccounts, rates, accountCache }: HomePaths): readonly string[] {
  const accounts = accountFilesIn(accountCache).slice(0, mostAccounts);
  return [settings, backupPath(settings), addedAccounts, rates, ...accounts];
}

const mostAccounts = 5_000;
const largestFileBytes = 1024 * 1024;

/** Returns a folder with copies of the small files, which goes with this process. */
function privateCopy(home: string, paths: HomePaths, temporaryFolder: string): string {
  removeOrphans(temporaryFolder);
  let copy: string;
  try {
    copy = fs.mkdtempSync(path.join(temporaryFolder, `${copyPrefix}${process.pid}-`));
  } catch {
    // No temporary folder can be made: the stores report that they cannot save, as on a read-only disk.
    return path.join(temporaryFolder, `${copyPrefix}${process.pid}-absent`);
  }
  process.prependOnceListener('exit', () => removeQuietly(copy));
  for (const file of filesToCopy(paths)) copyFile(file, path.join(copy, path.relative(home, file)));
  return copy;
}

function copyFile(from: string, to: string): void {
  try {
    const found = fs.statSync(from, { throwIfNoEntry: false });
    if (found?.isFile() !== true || found.size > largestFileBytes) return;
    fs.mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
    fs.copyFileSync(from, to);
    fs.chmodSync(to, 0o600);
  } catch {
    // What cannot be copied is missing in the copy, and so on the screen. The folder stays as it is.
  }
}

/** Deletes the copies of killed processes. */
function removeOrphans(temporaryFolder: string): void {
  for (const name of namesIn(temporaryFolder)) {
    const pid = Number(copyName.exec(name)?.groups?.['pid'] ?? 0);
    const copy = path.join(temporaryFolder, name);
    if (pid > 0 && !isRunning(pid) && isOldFolder(copy)) removeQuietly(copy);
  }
}

function isOldFolder(folder: string): boolean {
  const found = fs.lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && Math.abs(Date.now() - found.mtimeMs) > minuteMs;
}

function removeQuietly(folder: string): void {
  try {
    fs.rmSync(folder, { recursive: true, force: true });
  } catch {
    // A child process of the browser may still write. The next copy removes the rest.
  }
}
