import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { LocaleContext, Translate } from '../../core/i18n/translate.ts';
import type { Command } from './declarations.ts';
import { exitCode, finalExitCode, ownStandardStreams, print, printError, printRest } from './output.ts';
import type { Host, Parsed, StoredState } from './program.ts';
import { plainStatusLine, statusLine } from './status-line.ts';
import { hostTimeZone, provideHomeFolder, terminalLocales } from '../node/host-environment.ts';
import { recordFault } from '../node/log/fault.ts';
import type { HomePaths } from '../node/storage/home.ts';
import { openStateFolder } from '../node/storage/state-folder.ts';
import type { Services } from '../services/create-services.ts';

/** The words of this command; null until they are loaded. The status line does without them. */
let locale: LocaleContext | null = null;
let storedState: StoredState | null = null;
/** The state and services of this command; null: the command needed none. */
let made: Services | null = null;

/** True without a Node, where the app's own runtime runs the command in a worker (`cli-in-app.ts`). */
const isInApp = !isMainThread;
/** Commands that end in order on SIGTERM. A worker gets no signals. */
const needsSignals: ReadonlySet<Command['kind']> = new Set(['serve', 'slot'] as const);

/** Runs a command, without a window. Resolves with the exit code that the command decided. */
async function run(argv: readonly string[], input: Buffer | null): Promise<number> {
  const line = plainStatusLine(argv);
  if (line !== null) return statusLine(line.earlierCommand, input);
  const [{ parseArguments, withoutWords }, { declarationsFor }, { terminalStyle }] = await Promise.all([
    import('./program.ts'),
    import('./declarations.ts'),
    import('../node/cli/terminal.ts'),
  ]);
  const terminal = terminalStyle();
  const parse = async (t: Translate): Promise<Parsed> =>
    parseArguments(argv, await declarationsFor(argv, t), t, terminal.columns);
  const wordless = await parse(withoutWords);
  const isWordless = wordless.kind === 'chosen' || wordless.kind === 'version';
  const parsed = isWordless ? wordless : await parse((await words()).t);
  switch (parsed.kind) {
    case 'help':
      print(parsed.text);
      return exitCode.done;
    case 'version':
      print(__APP_VERSION__);
      return exitCode.done;
    case 'bad':
      printError(`${parsed.message}\n\n${parsed.usage}`);
      return exitCode.badArguments;
    default: {
      const { kind } = parsed.command;
      if (isInApp && needsSignals.has(kind)) {
        printError((await words()).t('cli.error.needs-node', { command: `quota-tray ${kind}` }));
        return exitCode.unavailable;
      }
      const host: Host = { paths: statePaths, stored: readState, services: makeServices, locale: words, terminal };
      const code = await parsed.run(host);
      await printStorageProblems(kind);
      return code;
    }
  }
}

/** The words of the user's language: by the settings, else by the terminal. */
async function words(): Promise<LocaleContext> {
  return (locale ??= (await readState()).locale);
}

async function readState(): Promise<StoredState> {
  return (storedState ??= await loadState());
}

async function loadState(): Promise<StoredState> {
  const [{ createTerminalContext }, { readSettingsFile }] = await Promise.all([
    import('../node/locale-context.ts'),
    import('../node/storage/settings-file.ts'),
  ]);
  const settings = readSettingsFile(statePaths().settings);
  const locales = terminalLocales(process.env, process.platform);
  return { settings, locale: createTerminalContext(settings, locales, hostTimeZone().name) };
}

/** Makes the state and services at the first call, because loading them takes time. */
async function makeServices(): Promise<Services> {
  const [{ createServices }, { createConfStore }, { recoverSettings }] = await Promise.all([
    import('../services/create-services.ts'),
    import('../node/storage/conf-store.ts'),
    import('../node/storage/settings-file.ts'),
  ]);
  made = createServices({
    environment: process.env,
    createStore: createConfStore,
    locales: () => terminalLocales(process.env, process.platform),
    recovered: await recoverSettings({ folder: stateFolder(), nowMs: Date.now }),
  });
  locale = made.locale();
  made.gate.stamp();
  if (made.homeOutcome.kind === 'not-a-folder') {
    printError(locale.t('doctor.data-folder-not-a-folder', { folder: made.home }));
  }
  return made;
}

/** Prints what became of the app's files, after every command. `doctor` and `serve` print it themselves. */
async function printStorageProblems(kind: string): Promise<void> {
  if (made === null || kind === 'doctor' || kind === 'serve') return;
  const problems = made.problems();
  if (problems.length === 0) return;
  const { storageBanners } = await import('../../core/views/banners.ts');
  for (const { text } of storageBanners(problems, made.locale())) printError(text);
}

/**
 * Runs the command line to its end and sets the exit code of the process.
 *
 * @param input What was read of standard input before. Null: nothing was read.
 */
export function runCommandLine(argv: readonly string[], input: Buffer | null): void {
  finish(() => run(argv, input));
}

/** Writes the rest of a text that the running app made. */
export function writeRest(rest: string): void {
  finish(async () => {
    await printRest(rest);
    return exitCode.done;
  });
}

function finish(work: () => Promise<number>): void {
  ownStandardStreams();
  provideHomeFolder(process.env);
  let isDecided = false;
  // An answer that never comes is a fault, not a success.
  process.exitCode = exitCode.fault;
  process.once('beforeExit', () => {
    if (!isDecided) fault(new Error('The command ended without an answer.'));
  });
  process.on('uncaughtException', (error) => process.exit(fault(error)));
  // A rejection that no code waits for does not change the exit code of the command.
  process.on('unhandledRejection', fault);
  void work()
    .catch(fault)
    .then((code) => finalExitCode(code, async () => (await words()).t))
    .then((code) => {
      isDecided = true;
      process.exitCode = code;
    });
}

/** Keeps the details of a fault and prints where they are. */
function fault(cause: unknown): number {
  const folder = join(stateFolder(), 'logs');
  const program = `quota-tray ${__APP_VERSION__}`;
  printError(recordFault(cause, { folder, program, nowMs: Date.now(), t: locale?.t }));
  return exitCode.fault;
}

function statePaths(): HomePaths {
  return openStateFolder(process.env).paths;
}

function stateFolder(): string {
  return openStateFolder(process.env).folder;
}
