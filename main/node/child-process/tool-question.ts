import type { ToolFailure } from '../../../core/polling/failure.ts';
import type { AskTool, Log, ToolAnswer } from '../../../core/ports.ts';
import type { Account } from '../../../core/providers/account.ts';
import type { ProviderTool } from '../../../core/providers/provider.ts';
import { createTurns, type Turns } from '../async.ts';
import { hourMs } from '../../../core/units/time.ts';
import type { LineProgram } from './line-process.ts';
import { findTool, type FoundCommand, type HostEnvironment, signInEnvironment } from './tool-command.ts';

/** How the app asks one command line tool for the usage of the account in a folder. */
export interface ToolQuestion {
  readonly tool: ProviderTool;
  /** The tool's name in the log. */
  readonly name: string;
  readonly arguments: readonly string[];
  /** The variable that sends the app to another service than the tool asks. While it has a value, the tool is left alone. */
  readonly baseUrlVariable: string;
  /** Folders with the same text are asked one after the other. */
  readonly turnOf: (folder: string) => string;
  /** The folder that the tool runs in, given the folder of the sign-in. Null: no folder can be had. */
  readonly inRunFolder: (
    folder: string,
    action: (runFolder: string) => Promise<ToolAnswer>,
  ) => Promise<ToolAnswer | null>;
  /** Variables that the tool gets beside those of its environment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Starts the tool, asks it and ends it, within a limited time. Never rejects. */
  readonly ask: (program: LineProgram, account: Account, folder: string) => Promise<ToolAnswer>;
}

export interface ToolQuestionOptions extends HostEnvironment {
  readonly nowMs: () => number;
  readonly log: Log;
  /** Finds the tool. Default: in `PATH` and the usual folders. */
  readonly findCommand?: () => Promise<FoundCommand | null>;
  /** The turns that several users of one tool share. Default: turns of its own. */
  readonly turns?: Turns;
}

const pauseMs = hourMs;
const everyone = '';

/** After these failures the tool is left alone for every account. */
const unusable: ReadonlySet<ToolFailure> = new Set(['not-installed', 'does-not-start', 'no-folder']);

/**
 * Creates the function that asks an account's own tool for its usage. It starts one short-lived process at a time for
 * each turn. After a failure it does not ask again for an hour: not at all if the tool is missing or unusable, else not
 * for that account.
 */
export function createToolQuestion(question: ToolQuestion, options: ToolQuestionOptions): AskTool {
  const { environment, nowMs, log } = options;
  const findCommand = options.findCommand ?? (() => findTool(question.tool.command, options));
  const pausedUntilMs = new Map<string, number>();
  const turns = options.turns ?? createTurns();
  let command: FoundCommand | null = null;

  const isPaused = (what: string): boolean => nowMs() < (pausedUntilMs.get(what) ?? 0);

  async function ask(account: Account, folder: string): Promise<ToolAnswer> {
    command ??= await findCommand();
    if (command === null) return { kind: 'failed', why: 'not-installed' };
    const program = {
      file: command.file,
      args: [...command.before, ...question.arguments],
      environment: { ...signInEnvironment(question.tool, folder, options), ...question.variables },
    };
    const answer = await question.inRunFolder(folder, (runFolder) =>
      question.ask({ ...program, folder: runFolder }, account, folder),
    );
    return answer ?? { kind: 'failed', why: 'no-folder' };
  }

  async function askUnlessPaused(account: Account, folder: string): Promise<ToolAnswer> {
    const accountInFolder = `${account.id} ${folder}`;
    if (isPaused(everyone) || isPaused(accountInFolder)) return { kind: 'not-asked' };
    const answer = await ask(account, folder).catch((cause: unknown): ToolAnswer => {
      log.error(`${question.name} could not be asked`, cause);
      return { kind: 'failed', why: 'does-not-start' };
    });
    if (answer.kind !== 'failed') return answer;
    if (answer.why === 'does-not-start') command = null;
    pausedUntilMs.set(unusable.has(answer.why) ? everyone : accountInFolder, nowMs() + pauseMs);
    log.info(`${question.name}: ${answer.why.replaceAll('-', ' ')}; it is left alone for an hour`);
    return answer;
  }

  return (account, folder) => {
    if ((environment[question.baseUrlVariable] ?? '').trim() !== '') return Promise.resolve({ kind: 'not-asked' });
    return turns(question.turnOf(folder), () => askUnlessPaused(account, folder));
  };
}
