import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../scripts/process/project.ts';
import { testEnvironment } from '../support/electron.ts';
import { type CommandResult, runProgram } from './command.ts';
import { expect, type Place } from './fixtures.ts';

/** A `quota-tray` on the PATH of a user without a display. */
export interface InstalledCommand {
  readonly env: NodeJS.ProcessEnv;
  /** The folder on the PATH that has it. */
  readonly folder: string;
  readonly run: (...args: readonly string[]) => Promise<CommandResult>;
  /** Runs a line of a shell, with an input. */
  readonly shell: (line: string, input?: string) => Promise<CommandResult>;
}

/** The programs that a launcher and the tests use. Nothing else is on the PATH. */
const tools = ['sh', 'readlink', 'uname', 'head', 'cat'] as const;

/**
 * Links the launcher of a packaged app into a folder, which is the whole PATH.
 *
 * @param launcher The file in the package.
 */
export async function linkedCommand(
  place: Place,
  launcher: string,
  { hasNode }: { readonly hasNode: boolean },
): Promise<InstalledCommand> {
  const folder = await pathFolder(place, hasNode);
  await symlink(launcher, path.join(folder, 'quota-tray'));
  return commandIn(place, folder);
}

/** Packs `dist/npm`, installs the archive into an empty folder, and puts its command on the PATH. */
export async function npmCommand(place: Place): Promise<InstalledCommand> {
  const folder = await pathFolder(place, true);
  const target = path.join(place.elsewhere, 'project');
  await mkdir(target);
  const npm = async (...args: readonly string[]): Promise<string> => {
    const env = { ...process.env, npm_config_cache: path.join(place.elsewhere, 'npm-cache') };
    const { exitCode, stdout, stderr } = await runProgram('npm', [...args, '--silent', '--offline'], env, target);
    expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
    return stdout;
  };
  const archive = (await npm('pack', path.join(projectRoot, 'dist', 'npm'), '--pack-destination', target)).trim();
  // The database module comes from this checkout, because a test uses no network.
  const overrides = { libsql: `file:${path.join(projectRoot, 'node_modules', 'libsql')}` };
  await writeFile(path.join(target, 'package.json'), JSON.stringify({ private: true, overrides }));
  await npm('install', '--no-audit', '--no-fund', path.join(target, archive));
  await symlink(path.join(target, 'node_modules', '.bin', 'quota-tray'), path.join(folder, 'quota-tray'));
  return commandIn(place, folder);
}

async function pathFolder(place: Place, hasNode: boolean): Promise<string> {
  const folder = path.join(place.elsewhere, 'a bin');
  await mkdir(folder);
  for (const tool of tools) {
    const file = ['/usr/bin', '/bin'].map((each) => path.join(each, tool)).find(existsSync);
    if (file === undefined) throw new Error(`There is no ${tool}.`);
    await symlink(file, path.join(folder, tool));
  }
  if (hasNode) {
    await symlink(process.execPath, path.join(folder, 'node'));
    await symlink('/usr/bin/env', path.join(folder, 'env'));
  }
  return folder;
}

function commandIn(place: Place, folder: string): InstalledCommand {
  const {
    DISPLAY: _display,
    WAYLAND_DISPLAY: _wayland,
    DBUS_SESSION_BUS_ADDRESS: _bus,
    PATH,
    ...rest
  } = testEnvironment(place.elsewhere, place.home, place.env);
  // The first folder has a Codex that does not answer, so that the service is asked.
  const env = { ...rest, PATH: [PATH?.split(path.delimiter)[0], folder].join(path.delimiter) };
  const shell = async (line: string, input = ''): Promise<CommandResult> =>
    new Promise((resolve, reject) => {
      const child = spawn('/bin/sh', ['-c', line], { env, cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.once('error', reject);
      child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
      child.stdin.on('error', () => undefined).end(input);
    });
  return { env, folder, shell, run: async (...args) => runProgram('quota-tray', args, env, '/') };
}
