import type { AskTool, Log } from '../../../core/ports.ts';
import type { Account } from '../../../core/providers/account.ts';
import type { ProviderTool } from '../../../core/providers/provider.ts';
import { hourMs } from '../../../core/units/time.ts';
import type { Observation } from '../../../core/usage/observation.ts';
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
    action: (runFolder: string) => Promise<ToolReply>,
  ) => Promise<ToolReply | null>;
  /** Variables that the tool gets beside those of its environment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Starts the tool, asks it and ends it, within a limited time. Never rejects. */
  readonly ask: (program: LineProgram, account: Account, folder: string) => Promise<ToolReply>;
}

/** The end of one question. `why` is for the log, so it holds nothing of the answer. */
export type ToolReply =
  | { readonly kind: 'answer'; readonly observation: Observation }
  | { readonly kind: 'no-answer'; readonly why: string }
  /** The program does not run as this tool. */
  | { readonly kind: 'no-start' };

export interface ToolQuestionOptions extends HostEnvironment {
  readonly nowMs: () => number;
  readonly log: Log;
  /** Finds the tool. Default: in `PATH` and the usual folders. */
  readonly findCommand?: () => Promise<FoundCommand | null>;
}

const pauseMs = hourMs;
const everyone = '';

/**
 * Creates the function that asks an account's own tool for its usage. It starts one short-lived process at a time for
 * each turn. Null: ask the service instead. After a failure it does not ask again for an hour: not at all if the tool is
 * missing or unusable, else not for that account.
 */
export function createToolQuestion(question: ToolQuestion, options: ToolQuestionOptions): AskTool {
  const { environment, nowMs, log } = options;
  const findCommand = options.findCommand ?? (() => findTool(question.tool.command, options));
  const pausedUntilMs = new Map<string, number>();
  const lastOf = new Map<string, Promise<unknown>>();
  let command: FoundCommand | null = null;

  const isPaused = (what: string): boolean => nowMs() < (pausedUntilMs.get(what) ?? 0);
  const giveUp = (what: string, why: string): null => {
    pausedUntilMs.set(what, nowMs() + pauseMs);
    log.info(`${question.name}: ${why}; the service is asked directly for an hour`);
    return null;
  };

  async function ask(account: Account, folder: string, accountInFolder: string): Promise<Observation | null> {
    if (isPaused(everyone) || isPaused(accountInFolder)) return null;
    command ??= await findCommand();
    if (command === null) return giveUp(everyone, 'not found');
    const program = {
      file: command.file,
      args: [...command.before, ...question.arguments],
      environment: { ...signInEnvironment(question.tool, folder, options), ...question.variables },
    };
    const reply = await question.inRunFolder(folder, (runFolder) =>
      question.ask({ ...program, folder: runFolder }, account, folder),
    );
    if (reply === null) return giveUp(everyone, 'there is no empty folder to run it in');
    if (reply.kind === 'answer') return reply.observation;
    if (reply.kind === 'no-answer') return giveUp(accountInFolder, reply.why);
    command = null;
    return giveUp(everyone, 'it does not start');
  }

  return (account, folder) => {
    if ((environment[question.baseUrlVariable] ?? '').trim() !== '') return Promise.resolve(null);
    const accountInFolder = `${account.id} ${folder}`;
    const turnKey = question.turnOf(folder);
    const turn = (lastOf.get(turnKey) ?? Promise.resolve())
      .then(() => ask(account, folder, accountInFolder))
      .catch(() => giveUp(accountInFolder, 'it could not be asked'));
    lastOf.set(turnKey, turn);
    return turn;
  };
}
