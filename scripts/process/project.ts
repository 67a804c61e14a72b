import { readFileSync } from 'node:fs';
import path from 'node:path';

import { runCommand } from './command.ts';
import { exitCodes, ExitError } from './exit.ts';

/** Absolute path of the checkout: the folder that holds the top package.json. */
export const projectRoot = path.resolve(import.meta.dirname, '..', '..');

interface PackageJson {
  readonly version?: string;
  readonly bin?: string | Readonly<Record<string, string>>;
}

/** The package.json of an installed dependency. Throws where it is not installed. */
export function installedPackage(packageName: string): PackageJson {
  const file = path.join(projectRoot, 'node_modules', packageName, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')) as PackageJson;
}

/**
 * Absolute path of the JavaScript file behind a dependency's command, to be run with
 * `process.execPath`. The files in node_modules/.bin are shell scripts on Windows, which
 * Node refuses to spawn without a shell; this path works everywhere.
 */
export function commandOfPackage(packageName: string, commandName: string = packageName): string {
  const { bin } = installedPackage(packageName);
  const file = typeof bin === 'string' ? bin : bin?.[commandName];
  if (file === undefined) throw new Error(`${packageName} has no command named ${commandName}`);
  return path.join(projectRoot, 'node_modules', packageName, file);
}

/** Builds `dist/`. The build's own output goes to stderr. Throws `ExitError` where it fails. */
export async function buildApp(): Promise<void> {
  const script = path.join(projectRoot, 'scripts', 'build.ts');
  const exitCode = await runCommand(process.execPath, [script], { cwd: projectRoot, stdio: ['ignore', 2, 2] });
  if (exitCode !== 0) throw new ExitError(exitCodes.ourFault, 'The build failed; its reason stands above.');
}
