import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildApp, projectRoot } from './process/project.ts';
import { runCommand } from './process/command.ts';
import { runScript } from './process/exit.ts';

/** Runs the command line from a checkout. Builds it at the first use. */
await runScript(async () => {
  const program = path.join(projectRoot, 'dist', 'cli', 'cli.cjs');
  if (!existsSync(program)) await buildApp();
  return runCommand(process.execPath, [program, ...process.argv.slice(2)]);
});
