import path from 'node:path';

import { runCommand } from './process/command.ts';
import { runScript } from './process/exit.ts';
import { projectRoot } from './process/project.ts';

const campaign = path.join(projectRoot, 'tests', 'support', 'fuzz', 'run.ts');

/**
 * Gives changed inputs to every function that reads what others wrote, for an hour. `--minutes N`: for another time.
 * `--runs N`: at most so many runs of each reader. `--seed S`: the inputs of an earlier run. `--only NAME`: the readers
 * with this name only. The exit code is 1 if an input breaks a rule.
 */
await runScript(() => runCommand(process.execPath, [campaign, ...process.argv.slice(2)]));
