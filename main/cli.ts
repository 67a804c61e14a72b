#!/usr/bin/env node
import { assertNever } from '../core/assert-never.ts';
import { exitCode, print, tell } from './commands/output.ts';
import { setUpStatusLine, statusLine } from './commands/status-line.ts';
import { type Command, parseCommand, usageText } from './node/cli/arguments.ts';
import type { Parts } from './parts.ts';

/** The command line: no Electron anywhere below it (interfaces.md). */
async function run(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      print(usageText);
      return exitCode.done;
    case 'version':
      print(__APP_VERSION__);
      return exitCode.done;
    case 'bad':
      tell(`${command.message}\n\n${usageText}`);
      return exitCode.badArguments;
    case 'status':
      return (await import('./commands/status.ts')).status(await makeParts(), command);
    case 'accounts-list':
      return (await import('./commands/accounts.ts')).listAccounts(await makeParts(), command.json);
    case 'accounts-discover':
      return (await import('./commands/accounts.ts')).discoverAccounts(await makeParts(), command.json);
    case 'doctor':
      return (await import('./commands/doctor.ts')).doctor(await makeParts(), command.json);
    case 'statusline':
      return statusLine(command.earlierCommand);
    case 'statusline-setup':
      return setUpStatusLine(command);
    default:
      return assertNever(command);
  }
}

/** Loaded when it is needed, as is whatever else takes time: a status line runs at every prompt. */
async function makeParts(): Promise<Parts> {
  const [{ createParts }, { createConfStore }, { localesOf }] = await Promise.all([
    import('./parts.ts'),
    import('./node/storage/conf-store.ts'),
    import('./node/translator.ts'),
  ]);
  return createParts({
    environment: process.env,
    createStore: createConfStore,
    locales: () => localesOf(process.env),
  });
}

// A closed pipe (`| head`) is the reader's choice, not a fault.
process.stdout.on('error', () => process.exit(exitCode.done));

run(parseCommand(process.argv.slice(2))).then(
  (code) => void (process.exitCode = code),
  (error: unknown) => {
    const name = error instanceof Error ? error.name : 'unknown';
    tell(`A fault of ours: ${name}. Please report it with the output of \`quota-tray doctor\`.`);
    process.exitCode = exitCode.fault;
  },
);
