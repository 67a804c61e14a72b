import type { ToolAnswer } from '../../../core/ports.ts';
import type { Account } from '../../../core/providers/account.ts';
import {
  appServerAccountId,
  parseAppServerError,
  parseAppServerLimits,
  parseAppServerWorkspace,
} from '../../../core/providers/codex/app-server.ts';
import { codexTool } from '../../../core/providers/codex/provider.ts';
import { dayMs } from '../../../core/units/time.ts';
import type { Observation } from '../../../core/usage/observation.ts';
import { createToolQuestion, type ToolAsker, type ToolQuestionOptions } from '../child-process/tool-question.ts';
import { codexBaseUrlVariable } from '../credentials/codex-sign-in.ts';
import { type Conversation, converse, isRefusedRequest, type Reply } from './json-rpc.ts';

interface AnswerTimeouts {
  /** From the start of the tool to its first answer. */
  readonly startMs: number;
  /** For one answer, which the tool requests from its service. */
  readonly readMs: number;
}

export const defaultTimeouts: AnswerTimeouts = { startMs: 20_000, readMs: 15_000 };
/** For the name of the workspace. The limits do not wait longer for it. */
const longestAccountMs = 5_000;

export const appServerArguments: readonly string[] = ['-s', 'read-only', '-a', 'never', 'app-server'];

export interface CodexAppServerOptions extends ToolQuestionOptions {
  readonly version: string;
  readonly timeouts?: AnswerTimeouts;
  /** Whether the single banked resets of an account are wanted now. They cost the tool a further request. */
  readonly wantsResetDetails?: (accountId: string) => boolean;
}

/**
 * Creates the function that asks the Codex command line for the limits of the account that is signed in under a folder.
 * It asks one folder once at a time. Once a day it also asks for the name of the workspace.
 */
export function createCodexAppServer(options: CodexAppServerOptions): ToolAsker {
  const { version, nowMs, timeouts = defaultTimeouts } = options;
  const readLimits = createLimitsReader(options);
  const readWorkspace = createWorkspaceReader(options);
  return createToolQuestion(
    {
      tool: codexTool,
      name: 'Codex command line',
      arguments: appServerArguments,
      baseUrlVariable: codexBaseUrlVariable,
      inRunFolder: (folder, action) => action(folder),
      ask: async (program, account, folder, signal) => {
        const talk = async (conversation: Conversation): Promise<ToolAnswer> => {
          const askedAtMs = nowMs();
          const reply = await readLimits(conversation, account);
          const judged = judge(reply, conversation.updates, account, askedAtMs);
          if (judged.kind !== 'figures') return judged;
          const workspace = await readWorkspace(conversation, `${account.id} ${folder}`);
          return { kind: 'figures', observation: { ...judged.observation, ...workspace } };
        };
        return (
          (await converse(program, { version, startMs: timeouts.startMs, signal }, talk)) ?? {
            kind: 'failed',
            why: 'does-not-start',
          }
        );
      },
    },
    options,
  );
}

/**
 * Creates the function that asks for the limits. It leaves out the single banked resets unless they are wanted. An older
 * tool refuses parameters. It is then asked without them, and for a day no parameters are sent.
 */
export function createLimitsReader({
  nowMs,
  timeouts = defaultTimeouts,
  wantsResetDetails = () => false,
}: Pick<CodexAppServerOptions, 'nowMs' | 'timeouts' | 'wantsResetDetails'>): (
  conversation: Conversation,
  account: Account,
) => Promise<Reply | null> {
  const method = 'account/rateLimits/read';
  let refusedAtMs = -Infinity;
  return async ({ ask }, account) => {
    const isOld = Math.abs(nowMs() - refusedAtMs) < dayMs;
    if (isOld || wantsResetDetails(account.id)) return ask(method, undefined, timeouts.readMs);
    const reply = await ask(method, { excludeResetCreditDetails: true }, timeouts.readMs);
    if (reply === null || !isRefusedRequest(reply)) return reply;
    refusedAtMs = nowMs();
    return ask(method, undefined, timeouts.readMs);
  };
}

/** Creates the function that asks for the name of the workspace, once a day for each account and folder. */
function createWorkspaceReader({
  nowMs,
  timeouts = defaultTimeouts,
}: CodexAppServerOptions): (
  conversation: Conversation,
  accountInFolder: string,
) => Promise<Pick<Observation, 'workspace'>> {
  const askedAtMs = new Map<string, number>();
  return async ({ ask }, accountInFolder) => {
    if (Math.abs(nowMs() - (askedAtMs.get(accountInFolder) ?? -Infinity)) < dayMs) return {};
    askedAtMs.set(accountInFolder, nowMs());
    const waitMs = Math.min(longestAccountMs, timeouts.readMs);
    const reply = await ask('account/read', { refreshToken: false }, waitMs);
    return parseAppServerWorkspace(reply?.result);
  };
}

function judge(reply: Reply | null, updates: readonly unknown[], account: Account, askedAtMs: number): ToolAnswer {
  if (reply === null) return { kind: 'failed', why: 'no-answer' };
  if (reply.error !== undefined) {
    const { message } = reply.error;
    const quoted = typeof message === 'string' ? parseAppServerError(message, askedAtMs) : null;
    const observation = quoted ?? parseAppServerLimits({}, askedAtMs, updates);
    return observation === null ? { kind: 'failed', why: 'no-figures' } : { kind: 'figures', observation };
  }
  const accountId = appServerAccountId(reply.result);
  if (accountId !== null && accountId !== account.vendorAccountId) return { kind: 'failed', why: 'other-account' };
  const observation = parseAppServerLimits(reply.result, askedAtMs, updates);
  return observation === null ? { kind: 'failed', why: 'not-understood' } : { kind: 'figures', observation };
}
