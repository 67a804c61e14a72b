import { readFileSync } from 'node:fs';
import path from 'node:path';

import { runCommand } from './command.ts';
import { exitCodes, ExitError } from './exit.ts';

/** The absolute path of the checkout, which holds package.json. */
export const projectRoot = path.resolve(import.meta.dirname, '..', '..');

interface PackageJson {
  readonly version?: string;
  readonly bin?: string | Readonly<Record<string, string>>;
}

/** Returns the package.json of a dependency. Throws if it is not installed. */
export function installedPackage(packageName: string): PackageJson {
  const file = path.join(projectRoot, 'node_modules', packageName, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')) as PackageJson;
}

/**
 * Returns the absolute path of the JavaScript file behind a dependency's command, for `process.execPath`. On Windows the
 * files in node_modules/.bin are shell scripts, which Node cannot start without a shell.
 */
export function commandOfPackage(packageName: string, commandName: string = packageName): string {
  const { bin } = installedPackage(packageName);
  const file = typeof bin === 'string' ? bin : bin?.[commandName];
  if (file === undefined) throw new Error(`${packageName} has no command named ${commandName}`);
  return path.join(projectRoot, 'node_modules', packageName, file);
}

/** Builds `dist/`. The output of the build goes to stderr. Throws `ExitError` if it fails. */
export async function buildApp(): Promise<void> {
  const script = path.join(projectRoot, 'scripts', 'build.ts');
  const exitCode = await runCommand(process.execPath, [script], { cwd: projectRoot, stdio: ['ignore', 2, 2] });
  if (exitCode !== 0) throw new ExitError(exitCodes.ourFault, 'The build failed. The reason is above.');
}
