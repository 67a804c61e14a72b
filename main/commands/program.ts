import { Command as Program, CommanderError, type Option } from 'commander';
import stringWidth from 'string-width';
import type { LocaleContext, Translate } from '../../core/i18n/translate.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { type TerminalStyle, wrapText } from '../../core/text/table.ts';
import type { HomePaths } from '../node/storage/home.ts';
import type { Services } from '../services/create-services.ts';
import { badOptionText, badWordText, type ParseProblem } from './argument-problem.ts';
import type { Command } from './declarations.ts';

/** What a command needs to show the answer of the running app: the user's settings, words and formats. */
export interface StoredState {
  readonly settings: Settings;
  readonly locale: LocaleContext;
}

/** What a command works with. */
export interface Host {
  readonly paths: () => HomePaths;
  /** The stored state, read at the first call. It changes nothing, and loading it is faster than the services. */
  readonly stored: () => Promise<StoredState>;
  /** The state and the services, made at the first call. A command that needs none starts faster. */
  readonly services: () => Promise<Services>;
  /** The words of the user's language, loaded at the first call. */
  readonly locale: () => Promise<LocaleContext>;
  readonly terminal: TerminalStyle;
}

/** What a command uses that asks the running app first. */
export type AppHost = Pick<Host, 'paths' | 'stored' | 'services'>;

/** Runs a command and resolves with its exit code. */
export type Run = (host: Host) => Promise<number>;

/** What a command file needs to declare its arguments. */
export interface Declaring {
  readonly t: Translate;
  /** The words after `--`; null: there is no `--`. Only `slot` takes them. */
  readonly afterDashes: readonly string[] | null;
  /** Example commands for the end of a help text. */
  readonly examples: (...lines: readonly string[]) => string;
  readonly choose: <C extends Command>(command: C, run: (host: Host, command: C) => Promise<number>) => void;
  /** Ends the parsing with a sentence for the user. */
  readonly refuse: (message: string) => never;
}

/** Adds a command, with its arguments, options and help text, to the program. */
export type Declare = (program: Program, declaring: Declaring) => void;

export type Parsed =
  | { readonly kind: 'chosen'; readonly command: Command; readonly run: Run }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  /** `usage` is the line that shows how the command is written. */
  | { readonly kind: 'bad'; readonly message: string; readonly usage: string };

/** The width of a help text that does not go to a terminal. */
const usualColumns = 100;

class BadArguments extends Error {}

/** The keys instead of the words, for arguments that are likely to be good: loading the words takes time. */
export const withoutWords: Translate = (key) => key;

/** Parses the arguments after the name of the program with the declared commands. Nothing is printed and nothing is run. */
export function parseArguments(
  argv: readonly string[],
  declares: readonly Declare[],
  t: Translate,
  columns: number | null = null,
): Parsed {
  const end = argv[0] === 'slot' ? argv.indexOf('--') : -1;
  const afterDashes = end === -1 ? null : argv.slice(end + 1);
  let chosen: Parsed | null = null;
  let shown = '';
  const program = createProgram(t, columns, (text) => (shown += text));
  const declaring: Declaring = {
    t,
    afterDashes,
    examples: (...lines) => `\n${t('cli.examples')}\n${lines.map((line) => `  ${line}`).join('\n')}`,
    choose: (command, run) => (chosen = { kind: 'chosen', command, run: (host) => run(host, command) }),
    refuse: (message) => {
      throw new BadArguments(message);
    },
  };
  for (const declare of declares) declare(program, declaring);
  withoutHelpCommand(program);
  const own = end === -1 ? argv : argv.slice(0, end);
  const { command, args, isHelp } = commandFirst(program, own);
  const bad = (problem: ParseProblem): Parsed => ({
    kind: 'bad',
    message: problemText(problem, command, program, t),
    usage: usageLine(command, t),
  });
  try {
    program.parse(isHelp ? [...args, '--help'] : args, { from: 'user' });
  } catch (error) {
    if (error instanceof BadArguments) return { kind: 'bad', message: error.message, usage: usageLine(command, t) };
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'help', text: shown };
    if (error.code === 'commander.version') return { kind: 'version' };
    return bad(error);
  }
  return chosen ?? bad({ code: 'commander.unknownCommand', message: '' });
}

/** The names and options of the declared commands, for completion. */
export function declaredProgram(declares: readonly Declare[], t: Translate): Program {
  const program = createProgram(t, null, () => undefined);
  const examples = (): string => '';
  const never = (): never => {
    throw new Error('Nothing is parsed here.');
  };
  for (const declare of declares) declare(program, { t, afterDashes: null, examples, choose: never, refuse: never });
  return program;
}

function createProgram(t: Translate, columns: number | null, show: (text: string) => void): Program {
  const program = new Program('quota-tray');
  program
    .description(t('cli.about'))
    .usage('[command] [options]')
    .version('', '--version', t('cli.version'))
    .helpOption('-h, --help', t('cli.help'))
    .helpCommand(false)
    .exitOverride()
    .allowExcessArguments()
    .configureOutput({
      writeOut: (text) => show(withoutBlank(text)),
      writeErr: () => undefined,
      getOutHelpWidth: () => columns ?? usualColumns,
    })
    .configureHelp({
      minWidthToWrap: 20,
      displayWidth: stringWidth,
      boxWrap: (text, width) => wrapText(text, width).join('\n'),
      styleTitle: (title) => titles(t)[title] ?? title,
      commandUsage: (command) => usageOf(command, t),
      subcommandTerm: (command) => command.name(),
      optionDescription: (option) => optionText(option, t),
    })
    .addHelpText('after', `\n${wrapText(t('cli.overview'), columns ?? usualColumns).join('\n')}`)
    .hook('preAction', (_program, command) => refuseExcess(command, t));
  return program;
}

/** Takes the command `help` of commander out of the groups. The words before it say which help is meant. */
function withoutHelpCommand(command: Program): void {
  command.helpCommand(false);
  for (const each of command.commands) withoutHelpCommand(each);
}

function titles(t: Translate): Readonly<Record<string, string>> {
  return {
    'Usage:': t('cli.usage'),
    'Arguments:': t('cli.arguments'),
    'Options:': t('cli.options'),
    'Commands:': t('cli.commands'),
  };
}

function optionText({ description, defaultValueDescription }: Option, t: Translate): string {
  return defaultValueDescription === undefined
    ? description
    : t('text.noted', { text: description, note: t('cli.default', { value: defaultValueDescription }) });
}

/** `quota-tray ledger plan --install <id> --tier <tier> [options]`. */
function usageOf(command: Program, t: Translate): string {
  const words = command.usage().replaceAll('[options]', `[${t('cli.usage-options')}]`);
  return `${pathOf(command)} ${words.replaceAll('[command]', `<${t('cli.usage-command')}>`)}`.trimEnd();
}

function usageLine(command: Program, t: Translate): string {
  const seeHelp = t('cli.see-help', { command: `${pathOf(command)} --help` });
  return `${withoutBlank(`${t('cli.usage')} ${usageOf(command, t)}`)}\n${seeHelp}`;
}

/** The text without the blank that commander puts after a title, where the title ends with a full-width colon. */
function withoutBlank(text: string): string {
  return text.replace('： ', '：');
}

/** The name of a command with those of its groups. */
export function pathOf(command: Program): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/**
 * The command that the arguments name, and the arguments with its words first. Options may stand before the words
 * of the command, which commander does not take. `isHelp`: the word `help` or no word at all asks for the help.
 */
function commandFirst(
  program: Program,
  argv: readonly string[],
): { readonly command: Program; readonly args: readonly string[]; readonly isHelp: boolean } {
  let command = program;
  const path: string[] = [];
  const options: string[] = [];
  let asksHelp = false;
  let index = 0;
  for (; index < argv.length && command.commands.length > 0; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') break;
    if (word.startsWith('-')) {
      const takesValue = optionsBelow(command).some(({ long, required }) => long === word && required);
      options.push(...argv.slice(index, takesValue ? index + 2 : index + 1));
      index += takesValue ? 1 : 0;
      continue;
    }
    if (word === 'help' && !asksHelp) {
      asksHelp = true;
      continue;
    }
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) break;
    command = next;
    path.push(word);
  }
  const rest = argv.slice(index);
  // `help statsu` is an unknown command, not a request for the overview.
  const isWhole = rest.length === 0 || command.commands.length === 0;
  return { command, args: [...path, ...options, ...rest], isHelp: isWhole && (asksHelp || argv.length === 0) };
}

function optionsBelow(command: Program): readonly Option[] {
  return [...command.options, ...command.commands.flatMap(optionsBelow)];
}

/** A word too many may be a key that was written in the wrong place, so an accounts command does not repeat it. */
function refuseExcess(command: Program, t: Translate): void {
  const { args, registeredArguments } = command;
  if (args.length <= registeredArguments.length || registeredArguments.at(-1)?.variadic === true) return;
  const name = nameOf(command);
  const word = args[registeredArguments.length] ?? '';
  throw new BadArguments(
    name.startsWith('accounts ')
      ? t('cli.error.excess-hidden', { command: name })
      : t('cli.error.excess', { command: name, word }),
  );
}

/** The name without that of the program, such as `ledger plan`. */
function nameOf(command: Program): string {
  return pathOf(command).replace(/^quota-tray ?/, '');
}

function problemText(problem: ParseProblem, command: Program, program: Program, t: Translate): string {
  const isOption = problem.code !== 'commander.unknownCommand' && problem.code !== 'commander.help';
  if (!isOption) {
    const names = command.commands.map((each) => each.name());
    return badWordText(problem, { group: nameOf(command), names }, t);
  }
  const known = command === program ? [] : optionsBelow(topOf(command)).flatMap(({ long }) => long ?? []);
  return badOptionText(problem, { command: nameOf(command), known }, t);
}

/** The top command of a group. */
function topOf(command: Program): Program {
  return command.parent?.parent == null ? command : topOf(command.parent);
}
