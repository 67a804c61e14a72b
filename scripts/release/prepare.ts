import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { runCommand } from '../process/command.ts';
import { exitCodes, ExitError, say } from '../process/exit.ts';
import { npmCommand } from '../process/npm.ts';
import { projectRoot } from '../process/project.ts';
import { isVersion } from './agreement.ts';
import { withRelease } from './changelog.ts';
import { projectFile } from './product.ts';

/**
 * Gives the unreleased changes a version: in package.json, package-lock.json, CHANGELOG.md and docs/openapi.json. Without
 * a day it is today. Commits nothing. Throws `ExitError` (64) if the version is none, or nothing is unreleased.
 */
export async function prepareRelease(version: string, day: string | null): Promise<number> {
  if (!isVersion(version)) {
    throw new ExitError(exitCodes.badArguments, `${version} is not a version, such as 1.2.3 or 1.2.3-beta.1.`);
  }
  if (day !== null && !/^\d{4}-\d{2}-\d{2}$/.test(day)) {
    throw new ExitError(exitCodes.badArguments, `${day} is not a date, such as 2026-12-01.`);
  }
  const changelog = withRelease(projectFile('CHANGELOG.md'), version, day ?? new Date().toISOString().slice(0, 10));
  if (changelog === null) throw new ExitError(exitCodes.badArguments, 'CHANGELOG.md has no unreleased change.');
  const steps: readonly (readonly [program: string, ...args: readonly string[]])[] = [
    npmCommand('version', version, '--no-git-tag-version', '--allow-same-version'),
    [process.execPath, path.join('scripts', 'openapi.ts')],
  ];
  for (const [program, ...args] of steps) {
    const exitCode = await runCommand(program, args, { cwd: projectRoot, stdio: ['ignore', 2, 2] });
    if (exitCode !== 0) throw new ExitError(exitCodes.failed, `${program} ${args.join(' ')} ended with ${exitCode}.`);
  }
  await writeFile(path.join(projectRoot, 'CHANGELOG.md'), changelog);
  say(`The changes are those of ${version} now. Read them, commit, and push the tag v${version}.`);
  return exitCodes.done;
}
