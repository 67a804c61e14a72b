import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { captureCommand, runCommand } from '../process/command.ts';
import { exitCodes, ExitError, runScript, say } from '../process/exit.ts';
import { hasDisplay } from './virtual-desktop.ts';

/**
 * The Debian packages that tests on a desktop need. Where newer releases renamed one for
 * 64-bit times the same name with `t64` is taken: nobody has to keep two lists.
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

/** Servers that tests start privately; the tests that need one skip themselves without it. */
const serverPackages = ['postgresql', 'prometheus'] as const;

/** The commands of the desktop's packages, for Linux distributions with other package names. */
const testCommands = ['dbus-daemon', 'gnome-keyring-daemon'] as const;
const virtualDesktopCommands = ['Xvfb', 'openbox'] as const;

interface DesktopNeeds {
  readonly packages: readonly string[];
  readonly commands: readonly string[];
}

/** What tests need here, more of it where there is no display yet. */
function desktopNeeds(isDisplayThere: boolean): DesktopNeeds {
  if (isDisplayThere) return { packages: [...electronLibraries, ...testTools], commands: testCommands };
  return {
    packages: [...electronLibraries, ...testTools, ...virtualDesktop],
    commands: [...testCommands, ...virtualDesktopCommands],
  };
}

const askTimeoutMs = 60_000;

/** The other name that a package may have: Debian 13 and Ubuntu 24.04 renamed many libraries. */
function alternatives(name: string): readonly string[] {
  return [name, `${name}t64`];
}

/** Which of the packages are not installed, under neither of their names. */
async function missingPackages(names: readonly string[]): Promise<readonly string[]> {
  const asked = names.flatMap(alternatives);
  // It fails as soon as one name is unknown, but has then told about all the others.
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

/** The names under which this release can install the packages. */
async function installableNames(names: readonly string[]): Promise<readonly string[]> {
  const known = await captureCommand('apt-cache', ['pkgnames'], { timeoutMs: askTimeoutMs });
  const all = new Set(known.stdout.split('\n'));
  // The renamed one first: the old name may live on as a virtual package that apt cannot choose for.
  return names.map((name) => (all.has(`${name}t64`) ? `${name}t64` : name));
}

/** Updates the package lists. Answers apt-get's exit code; its output goes to stderr. */
function updatePackageLists(): Promise<number> {
  return aptGet(['update', '-q']);
}

/** Installs packages without asking anything. Answers apt-get's exit code. */
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
 * Installs the servers that some tests run privately, where this may be done: root on Debian or Ubuntu.
 * Without them those tests skip themselves and say so, so nothing here fails; it is only told.
 */
async function setupServers(): Promise<void> {
  const missing = await missingPackages(serverPackages);
  if (missing.length === 0) return;
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    say(`Tests that need ${missing.join(', ')} are skipped. To run them too: sudo ${command}`);
    return;
  }
  say(`Installing servers that some tests run privately: ${missing.join(' ')}`);
  if (missing.includes('postgresql')) keepSystemClusterAway();
  await updatePackageLists();
  if ((await installPackages(missing)) !== 0) {
    say(
      `apt-get could not install ${missing.join(', ')}; its reason stands above. The tests that need it are skipped.`,
    );
  }
}

/** Debian's package would make and start a cluster of the whole system, which the tests have no use for. */
function keepSystemClusterAway(): void {
  try {
    mkdirSync(clusterSettings, { recursive: true });
    writeFileSync(path.join(clusterSettings, 'quota-tray-tests.conf'), 'create_main_cluster = false\n', { flag: 'wx' });
  } catch {
    // It was kept away before, or the package may do as it does everywhere.
  }
}

/**
 * Makes sure that tests find a desktop's programs and libraries. Root on Debian or Ubuntu
 * gets them installed; anyone else is told the one command. Nothing to do on macOS and
 * Windows. Throws `ExitError` (69) where something is missing and stays so.
 */
export async function setupDesktop(): Promise<void> {
  if (process.platform !== 'linux') return;
  const needs = desktopNeeds(hasDisplay());
  if (!isCommand('apt-get') || !isCommand('dpkg-query')) {
    requireCommands(needs.commands);
    return;
  }
  await setupPackages(needs.packages);
  await setupServers();
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
  say(`Installing what the tests need on a desktop: ${missing.join(' ')}`);
  await updatePackageLists();
  const names = await installableNames(missing);
  if ((await installPackages(names)) !== 0) {
    throw unavailable(`apt-get could not install ${names.join(' ')}; its reason stands above.`);
  }
}

function requireCommands(commands: readonly string[]): void {
  const missing = commands.filter((command) => !isCommand(command));
  if (missing.length > 0) {
    throw unavailable(
      `The tests need these programs; install the packages of your distribution that hold them: ${missing.join(', ')}`,
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
