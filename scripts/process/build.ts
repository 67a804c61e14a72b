import path from 'node:path';

import { runCommand } from './command.ts';
import { ExitError, exitCodes } from './exit.ts';
import { projectRoot } from './project.ts';

/** Builds `dist/`. The build's own output goes to stderr. Throws `ExitError` where it fails. */
export async function buildApp(): Promise<void> {
  const script = path.join(projectRoot, 'scripts', 'build.ts');
  const exitCode = await runCommand(process.execPath, [script], { cwd: projectRoot, stdio: ['ignore', 2, 2] });
  if (exitCode !== 0) throw new ExitError(exitCodes.ourFault, 'The build failed; its reason stands above.');
}
