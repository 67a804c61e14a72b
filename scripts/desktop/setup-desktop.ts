import { accessSync, constants } from 'node:fs';
import path from 'node:path';

import { ExitError, exitCodes, runScript } from '../process/exit.ts';
import { say } from '../process/say.ts';
import { installableNames, installPackages, missingPackages, updatePackageLists } from './debian.ts';
import { hasDisplay } from './display.ts';
import { desktopNeeds } from './packages.ts';
import { setupServers } from './setup-servers.ts';

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
