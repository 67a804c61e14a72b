import { type AskThreadUsage, parseThreadUsage } from '../../../core/daily-usage/thread-usage.ts';
import { parseTokenUsage } from '../../../core/daily-usage/token-usage.ts';
import type { AskDailyUsage } from '../../../core/daily-usage/answer.ts';
import type { RedeemWithTool } from '../../../core/reset-credits/redemption.ts';
import type { ToolResult } from '../../../core/ports.ts';
import type { Account } from '../../../core/providers/account.ts';
import { appServerAccountId } from '../../../core/providers/codex/app-server.ts';
import { codexTool } from '../../../core/providers/codex/provider.ts';
import { parseToolConsumeAnswer } from '../../../core/providers/codex/reset-credits.ts';
import { findTool, signInEnvironment } from '../child-process/tool-command.ts';
import { errorCode } from '../storage/error-code.ts';
import { codexBaseUrlVariable } from '../credentials/codex-sign-in.ts';
import type { Turns } from '../async.ts';
import { appServerArguments, type CodexAppServerOptions, createLimitsReader, defaultTimeouts } from './app-server.ts';
import { type Conversation, converse, isRefusedRequest, type Reply } from './json-rpc.ts';

/** Using a reset takes the service longer than a reading does. */
const defaultConsumeMs = 30_000;

/** Requests of the user through an account's own command line tool. None of them rejects. */
export interface AccountTool {
  readonly dailyUsage: AskDailyUsage;
  readonly threadUsage: AskThreadUsage;
  readonly redeemReset: RedeemWithTool;
}

interface CodexRequestsOptions extends CodexAppServerOptions {
  readonly turns: Turns;
  /** The folder in which the tool is signed in to this account; null: none is known, or the tool may not be asked. */
  readonly folderOf: (account: Account) => string | null;
  /** How long the use of a reset may take. */
  readonly consumeMs?: number;
}

/**
 * Creates the requests that a user makes through the Codex command line: the tokens of each day, the usage of one thread
 * and the use of a banked reset. The tool first names its account. If that is another account, nothing else is asked. No
 * request rejects.
 */
export function createCodexRequests(options: CodexRequestsOptions): AccountTool {
  const { version, nowMs, environment, log, timeouts = defaultTimeouts, turns, consumeMs = defaultConsumeMs } = options;
  const findCommand = options.findCommand ?? (() => findTool(codexTool.command, options));
  const readLimits = createLimitsReader(options);

  async function run<T>(
    account: Account,
    folder: string,
    talk: (conversation: Conversation, names: 'this-account' | 'no-account') => Promise<ToolResult<T>>,
  ): Promise<ToolResult<T>> {
    const command = await findCommand();
    if (command === null) return notAsked;
    const program = {
      file: command.file,
      args: [...command.before, ...appServerArguments],
      environment: signInEnvironment(codexTool, folder, options),
      folder,
    };
    const result = await converse(program, { version, startMs: timeouts.startMs }, async (conversation) => {
      const limits = await readLimits(conversation, account);
      const accountId = appServerAccountId(limits?.result);
      if (accountId !== null && accountId !== account.vendorAccountId) return notAsked;
      return talk(conversation, accountId === null ? 'no-account' : 'this-account');
    });
    return result ?? notAsked;
  }

  async function request<T>(account: Account, talk: Parameters<typeof run<T>>[2]): Promise<ToolResult<T>> {
    const folder = options.folderOf(account);
    if (folder === null || (environment[codexBaseUrlVariable] ?? '').trim() !== '') return notAsked;
    // A failure before the tool was asked, such as a folder that cannot be read. The conversation itself never rejects.
    const failed = (cause: unknown): ToolResult<never> => {
      log.warn(`Codex command line: it could not be asked (${errorCode(cause)})`);
      return notAsked;
    };
    return turns(folder, () => run(account, folder, talk)).catch(failed);
  }

  return {
    dailyUsage: (account) =>
      request(account, async ({ ask }) => {
        const askedAtMs = nowMs();
        const reply = await ask('account/usage/read', undefined, timeouts.readMs);
        return resultOf(reply, (result) => {
          const answer = parseTokenUsage(result, askedAtMs);
          return answer.ok ? answer : null;
        });
      }),
    threadUsage: (account, threadId) =>
      request(account, async ({ ask }) => {
        const askedAtMs = nowMs();
        const reply = await ask('account/usage/read', { threadId }, timeouts.readMs);
        return resultOf(reply, (result) => parseThreadUsage(result, threadId, askedAtMs));
      }),
    redeemReset: (account, { requestId, creditId }) =>
      request(account, async ({ ask }, names) => {
        // It cannot be undone, so a tool that does not name its account is not asked.
        if (names !== 'this-account') return notAsked;
        const params = { idempotencyKey: requestId, creditId };
        const reply = await ask('account/rateLimitResetCredit/consume', params, consumeMs);
        return resultOf(reply, parseToolConsumeAnswer);
      }),
  };
}

const notAsked = { kind: 'not-asked' } as const;

function resultOf<T>(reply: Reply | null, parse: (result: unknown) => T | null): ToolResult<T> {
  if (reply !== null && isRefusedRequest(reply)) return notAsked;
  const value = reply === null || reply.error !== undefined ? null : parse(reply.result);
  return value === null ? { kind: 'no-answer' } : { kind: 'answer', value };
}
