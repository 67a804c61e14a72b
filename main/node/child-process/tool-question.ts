import type { ToolFailure } from '../../../core/polling/failure.ts';
import type { AskTool, Log, ToolAnswer } from '../../../core/ports.ts';
import type { Account } from '../../../core/providers/account.ts';
import type { ProviderTool } from '../../../core/providers/provider.ts';
import { createTurns, type Turns } from '../async.ts';
import { hourMs, minuteMs } from '../../../core/units/time.ts';
import type { LineProgram } from './line-process.ts';
import { findTool, type FoundCommand, type HostEnvironment, signInEnvironment, turnKeyOf } from './tool-command.ts';

/** How the app asks one command line tool for the usage of the account in a folder. */
export interface ToolQuestion {
  readonly tool: ProviderTool;
  /** The tool's name in the log. */
  readonly name: string;
  readonly arguments: readonly string[];
  /** The variable that sends the app to another service than the tool asks. While it has a value, the tool is left alone. */
  readonly baseUrlVariable: string;
  /** The folder that the tool runs in, given the folder of the sign-in. Null: no folder can be had. */
  readonly inRunFolder: (
    folder: string,
    action: (runFolder: string) => Promise<ToolAnswer>,
  ) => Promise<ToolAnswer | null>;
  /** Variables that the tool gets beside those of its environment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Starts the tool, asks it and ends it, within a limited time or when the signal comes. Never rejects. */
  readonly ask: (program: LineProgram, account: Account, folder: string, signal: AbortSignal) => Promise<ToolAnswer>;
}

export interface ToolQuestionOptions extends HostEnvironment {
  readonly nowMs: () => number;
  readonly log: Log;
  /** Finds the tool. Default: in `PATH` and the usual folders. */
  readonly findCommand?: () => Promise<FoundCommand | null>;
  /** The turns that several users of one tool share. Default: turns of its own. */
  readonly turns?: Turns;
}

/** Asks a tool, and ends what runs. */
export interface ToolAsker {
  readonly ask: AskTool;
  /** Ends the question that runs and drops those that wait for their turns. */
  readonly stop: () => void;
}

const everyone = '';

/** For how long a tool is left alone after a failure: for every account, and for the account that it failed for. */
const pauses: Readonly<Record<ToolFailure, { readonly everyoneMs: number; readonly accountMs: number }>> = {
  'not-installed': { everyoneMs: 15 * minuteMs, accountMs: 0 },
  'does-not-start': { everyoneMs: 15 * minuteMs, accountMs: 0 },
  'no-folder': { everyoneMs: 15 * minuteMs, accountMs: 0 },
  // Each account would wait as long again for a tool that hangs.
  'no-answer': { everyoneMs: 5 * minuteMs, accountMs: hourMs },
  'no-figures': { everyoneMs: 0, accountMs: 15 * minuteMs },
  'no-limits': { everyoneMs: 0, accountMs: hourMs },
  'not-understood': { everyoneMs: 0, accountMs: hourMs },
  'other-account': { everyoneMs: 0, accountMs: 5 * minuteMs },
};

/**
 * Creates the function that asks an account's own tool for its usage. It starts one short-lived process at a time for
 * each turn. After a failure the tool is left alone for some minutes or an hour, unless a person asks.
 */
export function createToolQuestion(question: ToolQuestion, options: ToolQuestionOptions): ToolAsker {
  const { environment, nowMs, log } = options;
  const findCommand = options.findCommand ?? (() => findTool(question.tool.command, options));
  const pausedSince = new Map<string, { readonly atMs: number; readonly forMs: number }>();
  const turns = options.turns ?? createTurns();
  let stopping = new AbortController();

  const isPaused = (what: string): boolean => {
    const pause = pausedSince.get(what);
    // Math.abs: a clock that was set back makes no pause longer.
    return pause !== undefined && Math.abs(nowMs() - pause.atMs) < pause.forMs;
  };

  async function ask(account: Account, folder: string, signal: AbortSignal): Promise<ToolAnswer> {
    // An update may move the program, so it is looked up each time.
    const command = await findCommand();
    if (command === null) return { kind: 'failed', why: 'not-installed' };
    const program = {
      file: command.file,
      args: [...command.before, ...question.arguments],
      environment: { ...signInEnvironment(question.tool, folder, options), ...question.variables },
    };
    const answer = await question.inRunFolder(folder, (runFolder) =>
      question.ask({ ...program, folder: runFolder }, account, folder, signal),
    );
    return answer ?? { kind: 'failed', why: 'no-folder' };
  }

  async function askInTurn(
    account: Account,
    folder: string,
    isUrgent: boolean,
    signal: AbortSignal,
  ): Promise<ToolAnswer> {
    const accountInFolder = `${account.id} ${folder}`;
    if (signal.aborted || (!isUrgent && (isPaused(everyone) || isPaused(accountInFolder)))) {
      return { kind: 'not-asked' };
    }
    const answer = await ask(account, folder, signal).catch((cause: unknown): ToolAnswer => {
      log.error(`${question.name} could not be asked`, cause);
      return { kind: 'failed', why: 'does-not-start' };
    });
    if (signal.aborted) return { kind: 'not-asked' };
    if (answer.kind !== 'failed') {
      pausedSince.delete(everyone);
      pausedSince.delete(accountInFolder);
      return answer;
    }
    const { everyoneMs, accountMs } = pauses[answer.why];
    pausedSince.set(everyone, { atMs: nowMs(), forMs: everyoneMs });
    pausedSince.set(accountInFolder, { atMs: nowMs(), forMs: accountMs });
    const minutes = Math.max(everyoneMs, accountMs) / minuteMs;
    log.info(`${question.name}: ${answer.why.replaceAll('-', ' ')}; it is left alone for ${minutes} minutes`);
    return answer;
  }

  return {
    ask: (account, folder, how) => {
      if ((environment[question.baseUrlVariable] ?? '').trim() !== '') return Promise.resolve({ kind: 'not-asked' });
      const { signal } = stopping;
      const work = () => askInTurn(account, folder, how?.isUrgent === true, signal);
      return turns(turnKeyOf(question.tool, folder), work);
    },
    stop: () => {
      stopping.abort();
      stopping = new AbortController();
    },
  };
}
