import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildApp, projectRoot } from './process/project.ts';
import { runCommand } from './process/command.ts';
import { runScript } from './process/exit.ts';

/** The command line in a checkout: built on first use, then called with the given arguments. */
await runScript(async () => {
  const program = path.join(projectRoot, 'dist', 'cli', 'cli.cjs');
  if (!existsSync(program)) await buildApp();
  return runCommand(process.execPath, [program, ...process.argv.slice(2)]);
});
