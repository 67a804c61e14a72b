#!/usr/bin/env node
import { join } from 'node:path';
import { assertNever } from '../core/assert-never.ts';
import { exitCode, finalExitCode, ownStandardStreams, print, tell } from './commands/output.ts';
import type { SlotPlace } from './commands/slot-account.ts';
import { setUpStatusLine, statusLine } from './commands/status-line.ts';
import { type Command, parseCommand, usageText } from './node/cli/arguments.ts';
import { hostHomeFolder, localesOf, provideHomeFolder } from './node/host-environment.ts';
import { keepFault } from './node/log/fault.ts';
import { resolveHome } from './node/storage/home.ts';
import type { Parts } from './parts.ts';

/** The command line: no Electron anywhere below it. Resolves with the exit code that the command decided. */
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
    case 'accounts-add':
    case 'accounts-remove':
    case 'accounts-rename':
      return (await import('./commands/change-accounts.ts')).changeAccounts(await makeParts(), command);
    case 'daily-usage':
      return (await import('./commands/daily-usage.ts')).dailyUsage(await makeParts(), command);
    case 'history-export':
    case 'history-clear':
      return (await import('./commands/history.ts')).history(await makeParts(), command);
    case 'ledger-import':
      return (await import('./commands/ledger-import.ts')).importLedger(await makeParts(), command);
    case 'ledger':
      return (await import('./commands/ledger.ts')).ledger(await makeParts(), command);
    case 'guard':
      return (await import('./commands/guard.ts')).guard(await makeParts(), command);
    case 'serve':
      return serve();
    case 'api-token':
      return (await import('./commands/api-token.ts')).apiToken(await makeParts(), command.renew);
    case 'slot':
      return (await import('./commands/slot.ts')).slot(await makeSlotPlace(), command);
    case 'slot-limit':
      return (await import('./commands/slot-limit.ts')).slotLimit(await makeSlotPlace(), command);
    case 'warmups':
      return (await import('./commands/warm-ups.ts')).warmUps(await makeParts(), command);
    case 'doctor':
      return (await import('./commands/doctor.ts')).doctor(makeParts, command);
    case 'statusline':
      return statusLine(command.earlierCommand);
    case 'statusline-setup':
      return setUpStatusLine(command);
    default:
      return assertNever(command);
  }
}

/** Ends when it is told to, whatever request is still under way: what there was to write is written. */
async function serve(): Promise<number> {
  const { kind, code } = await (await import('./commands/serve.ts')).serve(await makeParts());
  return kind === 'ended' ? process.exit(await finalExitCode(code)) : code;
}

/** Loaded when it is needed, as is whatever else takes time: a status line runs at every prompt. */
async function makeParts(): Promise<Parts> {
  const [{ createParts }, { createConfStore }, { recoverSettings }] = await Promise.all([
    import('./parts.ts'),
    import('./node/storage/conf-store.ts'),
    import('./node/storage/open-settings-file.ts'),
  ]);
  made = createParts({
    environment: process.env,
    createStore: createConfStore,
    locales: () => localesOf(process.env),
    recovered: await recoverSettings({ folder: stateFolder(), nowMs: Date.now }),
  });
  if (made.homeOutcome.kind === 'not-a-folder') {
    tell(made.reader().t('doctor.data-folder-not-a-folder', { folder: made.home }));
  }
  return made;
}

/** What this command has worked with; null: it needed nothing of the app. */
let made: Parts | null = null;

/** Whatever was asked, the user hears what became of the app's files. `doctor` and `serve` say it themselves. */
async function tellStorageProblems(kind: Command['kind']): Promise<void> {
  if (made === null || kind === 'doctor' || kind === 'serve') return;
  const problems = made.problems();
  if (problems.length === 0) return;
  const { storageNotices } = await import('../core/views/banners.ts');
  for (const { text } of storageNotices(problems, made.reader())) tell(text);
}

async function makeSlotPlace(): Promise<SlotPlace> {
  return (await import('./commands/slot-account.ts')).slotPlace(await makeParts());
}

ownStandardStreams();
provideHomeFolder(process.env);

let isDecided = false;
// An answer that never comes is a fault, not a success.
process.exitCode = exitCode.fault;
process.once('beforeExit', () => {
  if (!isDecided) fault(new Error('The command ended without an answer.'));
});
process.on('uncaughtException', (error) => process.exit(fault(error)));
// A promise that nobody waited for changes nothing of what the command decides.
process.on('unhandledRejection', fault);

const command = parseCommand(process.argv.slice(2));
void run(command)
  .then(async (code) => {
    await tellStorageProblems(command.kind);
    return code;
  })
  .catch(fault)
  .then(finalExitCode)
  .then((code) => {
    isDecided = true;
    process.exitCode = code;
  });

/** Keeps the details of a fault and tells where they are. */
function fault(cause: unknown): number {
  const folder = join(stateFolder(), 'logs');
  tell(keepFault(cause, { folder, program: `quota-tray ${__APP_VERSION__}`, nowMs: Date.now() }));
  return exitCode.fault;
}

function stateFolder(): string {
  return resolveHome({ environment: process.env, homeFolder: hostHomeFolder(), platform: process.platform });
}
