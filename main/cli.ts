#!/usr/bin/env node
import { isQuick, quickText, type QuickOutcome } from './commands/quick-text.ts';

/** Runs the command line: a text of the running app where it makes one, else the command itself. */
async function main(argv: readonly string[]): Promise<void> {
  const outcome: QuickOutcome = isQuick(argv) ? await quickText(argv) : { kind: 'not-answered', input: null };
  // Everything is written. The connection to the app and the input end with the process.
  if (outcome.kind === 'written') process.exit(0);
  const { runCommandLine, writeRest } = await import('./commands/run.ts');
  if (outcome.kind === 'text') writeRest(outcome.rest);
  else runCommandLine(argv, outcome.input);
}

// A text that never comes is a fault, not a success: 70, as in `commands/output.ts`.
process.exitCode = 70;
void main(process.argv.slice(2));
