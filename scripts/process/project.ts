import { readFileSync } from 'node:fs';
import path from 'node:path';

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
