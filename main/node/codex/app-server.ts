import type { Account } from '../../../core/providers/account.ts';
import type { AskTool, Log } from '../../../core/ports.ts';
import {
  appServerAccountId,
  parseAppServerError,
  parseAppServerLimits,
} from '../../../core/providers/codex/app-server.ts';
import type { Observation } from '../../../core/usage/observation.ts';
import { codexBaseUrlVariable } from '../credentials/codex-sign-in.ts';
import { requestLimits, type AnswerTimeouts, type ToolAnswer } from './json-rpc.ts';
import {
  commandFolders,
  type HostEnvironment,
  findCodexCommand,
  type FoundCommand,
  toolEnvironment,
} from '../child-process/tool-command.ts';
import { hourMs } from '../../../core/units/time.ts';

const pauseMs = hourMs;
const defaultTimeouts: AnswerTimeouts = { startMs: 20_000, readMs: 15_000 };
const toolArguments = ['-s', 'read-only', '-a', 'never', 'app-server'] as const;

export interface CodexAppServerOptions extends HostEnvironment {
  readonly version: string;
  readonly nowMs: () => number;
  readonly log: Log;
  /** Finds the tool. Default: in `PATH` and the usual folders. */
  readonly findCommand?: () => Promise<FoundCommand | null>;
  readonly timeouts?: AnswerTimeouts;
}

/**
 * Creates the function that asks the Codex command line for the limits of the account that is signed in under a folder.
 * It runs one short-lived process at a time for each folder. Null: ask the endpoint instead. After a failure it does not
 * ask again for an hour: not at all if the tool is missing or unusable, else not for that account.
 */
export function createCodexAppServer(options: CodexAppServerOptions): AskTool {
  const { environment, platform, nowMs, log } = options;
  const findCommand = options.findCommand ?? (() => findCodexCommand(options));
  const pausedUntilMs = new Map<string, number>();
  const lastOf = new Map<string, Promise<unknown>>();
  let command: FoundCommand | null = null;

  const isPaused = (what: string): boolean => nowMs() < (pausedUntilMs.get(what) ?? 0);
  const giveUp = (what: string, why: string): null => {
    pausedUntilMs.set(what, nowMs() + pauseMs);
    log.info(`Codex command line: ${why}; the service is asked directly for an hour`);
    return null;
  };

  async function ask(account: Account, folder: string, accountInFolder: string): Promise<Observation | null> {
    if (isPaused(everyone) || isPaused(accountInFolder)) return null;
    command ??= await findCommand();
    if (command === null) return giveUp(everyone, 'not found');
    const found = command;
    const answer = await requestLimits({
      command: {
        file: found.file,
        args: [...found.before, ...toolArguments],
        environment: toolEnvironment(environment, folder, commandFolders(options), platform),
        folder,
      },
      version: options.version,
      timeouts: options.timeouts ?? defaultTimeouts,
      nowMs,
    });
    if (answer.kind === 'no-start') {
      command = null;
      return giveUp(everyone, 'it does not start');
    }
    const read = judge(answer, account);
    return read.observation ?? giveUp(accountInFolder, read.why);
  }

  // The variable changes our endpoint only. The tool would still ask the endpoint of its own settings.
  const isOtherEndpoint = (environment[codexBaseUrlVariable] ?? '').trim() !== '';

  return (account, folder) => {
    if (isOtherEndpoint) return Promise.resolve(null);
    const accountInFolder = `${account.id} ${folder}`;
    const turn = (lastOf.get(folder) ?? Promise.resolve())
      .then(() => ask(account, folder, accountInFolder))
      .catch(() => giveUp(accountInFolder, 'it could not be asked'));
    lastOf.set(folder, turn);
    return turn;
  };
}

const everyone = '';

interface Judgement {
  readonly observation: Observation | null;
  readonly why: string;
}

function judge(answer: Exclude<ToolAnswer, { kind: 'no-start' }>, account: Account): Judgement {
  if (answer.kind === 'no-answer') return { observation: null, why: 'no answer' };
  const { kind, value, updates, askedAtMs } = answer;
  if (kind === 'error') {
    const quoted = typeof value === 'string' ? parseAppServerError(value, askedAtMs) : null;
    return { observation: quoted ?? parseAppServerLimits({}, askedAtMs, updates), why: 'it answered with an error' };
  }
  const accountId = appServerAccountId(value);
  if (accountId !== null && accountId !== account.vendorAccountId) {
    return { observation: null, why: 'it answered for another account' };
  }
  return { observation: parseAppServerLimits(value, askedAtMs, updates), why: 'its answer was not understood' };
}
