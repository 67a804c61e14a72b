import { exitCodes, ExitError, runScript } from './process/exit.ts';
import { runVisual } from './testing/suites.ts';

/** Compares the pages with their pictures; with `--update` it makes all pictures again. */
function visual(args: readonly string[]): Promise<number> {
  const [first, ...more] = args;
  if (first !== '--update') return runVisual(['--reporter=list', ...args], process.env);
  if (more.length > 0) throw new ExitError(exitCodes.badArguments, 'usage: npm run visual [-- --update]');
  return runVisual(['--reporter=list', '--update-snapshots=all'], process.env);
}

await runScript(() => visual(process.argv.slice(2)));
