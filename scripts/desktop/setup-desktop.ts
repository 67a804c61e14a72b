import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { captureCommand, runCommand } from '../process/command.ts';
import { exitCodes, ExitError, runScript, say } from '../process/exit.ts';
import { hasDisplay } from './virtual-desktop.ts';

/**
 * The Debian packages that tests on a desktop need. Newer releases renamed some with the suffix `t64`; the code below tries
 * both names.
 */
const electronLibraries = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatspi2.0-0',
  'libdrm2',
  'libnotify4',
  'libsecret-1-0',
] as const;
const testTools = ['dbus', 'gnome-keyring', 'imagemagick', 'fonts-dejavu-core', 'fonts-noto-cjk'] as const;
const virtualDesktop = ['xvfb', 'openbox'] as const;

/** Servers and checkers that some tests start. Without them those tests are skipped. */
const optionalPackages = ['postgresql', 'prometheus', 'desktop-file-utils', 'appstream'] as const;

/** The commands of these packages, for Linux distributions with other package names. */
const testCommands = ['dbus-daemon', 'gnome-keyring-daemon'] as const;
const virtualDesktopCommands = ['Xvfb', 'openbox'] as const;

interface DesktopNeeds {
  readonly packages: readonly string[];
  readonly commands: readonly string[];
}

/** Returns what the tests need. Without a display they also need a virtual one. */
function desktopNeeds(isDisplayThere: boolean): DesktopNeeds {
  if (isDisplayThere) return { packages: [...electronLibraries, ...testTools], commands: testCommands };
  return {
    packages: [...electronLibraries, ...testTools, ...virtualDesktop],
    commands: [...testCommands, ...virtualDesktopCommands],
  };
}

const askTimeoutMs = 60_000;

/** Returns the names of a package: Debian 13 and Ubuntu 24.04 renamed many libraries. */
function alternatives(name: string): readonly string[] {
  return [name, `${name}t64`];
}

/** Returns the packages that are not installed under any of their names. */
async function missingPackages(names: readonly string[]): Promise<readonly string[]> {
  const asked = names.flatMap(alternatives);
  // The command fails if one name is unknown, but it still prints all the others.
  const answer = await captureCommand('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...asked], {
    timeoutMs: askTimeoutMs,
  });
  const installed = new Set(
    answer.stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return names.filter((name) => !alternatives(name).some((alternative) => installed.has(alternative)));
}

/** Returns the names of the packages in this release. */
async function installableNames(names: readonly string[]): Promise<readonly string[]> {
  const known = await captureCommand('apt-cache', ['pkgnames'], { timeoutMs: askTimeoutMs });
  const all = new Set(known.stdout.split('\n'));
  // The new name first, because the old one may be a virtual package that apt cannot install.
  return names.map((name) => (all.has(`${name}t64`) ? `${name}t64` : name));
}

/** Updates the package lists. Returns apt-get's exit code. Its output goes to stderr. */
function updatePackageLists(): Promise<number> {
  return aptGet(['update', '-q']);
}

/** Installs packages without questions. Returns apt-get's exit code. */
function installPackages(names: readonly string[]): Promise<number> {
  return aptGet(['install', '-q', '-y', '--no-install-recommends', ...names]);
}

function aptGet(args: readonly string[]): Promise<number> {
  return runCommand('apt-get', args, {
    environment: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 2, 2],
  });
}

const clusterSettings = '/etc/postgresql-common/createcluster.d';

/**
 * Installs the servers and checkers that some tests need, as root on Debian or Ubuntu. It never fails: without them those
 * tests are skipped, and a message says so.
 */
async function setupOptional(): Promise<void> {
  const missing = await missingPackages(optionalPackages);
  if (missing.length === 0) return;
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    say(`Tests that need ${missing.join(', ')} are skipped. To run them: sudo ${command}`);
    return;
  }
  say(`Installing what some tests need: ${missing.join(' ')}`);
  if (missing.includes('postgresql')) keepSystemClusterAway();
  await updatePackageLists();
  if ((await installPackages(missing)) !== 0) {
    say(`apt-get could not install ${missing.join(', ')}; the reason is above. The tests that need them are skipped.`);
  }
}

/** Stops Debian's package from creating and starting a system-wide cluster, which the tests do not need. */
function keepSystemClusterAway(): void {
  try {
    mkdirSync(clusterSettings, { recursive: true });
    writeFileSync(path.join(clusterSettings, 'quota-tray-tests.conf'), 'create_main_cluster = false\n', { flag: 'wx' });
  } catch {
    // The file exists already, or it cannot be written. Then the package creates its cluster, which does no harm.
  }
}

/**
 * Makes sure that the programs and libraries of a desktop are there for the tests. As root on Debian or Ubuntu it installs
 * them; other users see the command to run. On macOS and Windows there is nothing to do. Throws `ExitError` (69) if
 * something is missing.
 */
export async function setupDesktop(): Promise<void> {
  if (process.platform !== 'linux') return;
  const needs = desktopNeeds(hasDisplay());
  if (!isCommand('apt-get') || !isCommand('dpkg-query')) {
    requireCommands(needs.commands);
    return;
  }
  await setupPackages(needs.packages);
  await setupOptional();
}

async function setupPackages(packages: readonly string[]): Promise<void> {
  const missing = await missingPackages(packages);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    const names = await installableNames(missing);
    throw unavailable(
      `The tests need some system packages. Run: sudo apt-get install --no-install-recommends ${names.join(' ')}`,
    );
  }
  say(`Installing the packages that the tests need: ${missing.join(' ')}`);
  await updatePackageLists();
  const names = await installableNames(missing);
  if ((await installPackages(names)) !== 0) {
    throw unavailable(`apt-get could not install ${names.join(' ')}; the reason is above.`);
  }
}

function requireCommands(commands: readonly string[]): void {
  const missing = commands.filter((command) => !isCommand(command));
  if (missing.length > 0) {
    throw unavailable(
      `The tests need these programs. Install the packages of your distribution that contain them: ${missing.join(', ')}`,
    );
  }
}

function isCommand(name: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function unavailable(sentence: string): ExitError {
  return new ExitError(exitCodes.unavailable, sentence);
}

if (import.meta.main) {
  await runScript(async () => {
    await setupDesktop();
    return exitCodes.done;
  });
}
