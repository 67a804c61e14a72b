import type { AskTool, ToolAnswer } from '../../../core/ports.ts';
import type { Account } from '../../../core/providers/account.ts';
import {
  appServerAccountId,
  parseAppServerError,
  parseAppServerLimits,
} from '../../../core/providers/codex/app-server.ts';
import { codexTool } from '../../../core/providers/codex/provider.ts';
import { createToolQuestion, type ToolQuestionOptions } from '../child-process/tool-question.ts';
import { codexBaseUrlVariable } from '../credentials/codex-sign-in.ts';
import { requestLimits, type AnswerTimeouts, type RpcAnswer } from './json-rpc.ts';

const defaultTimeouts: AnswerTimeouts = { startMs: 20_000, readMs: 15_000 };

export interface CodexAppServerOptions extends ToolQuestionOptions {
  readonly version: string;
  readonly timeouts?: AnswerTimeouts;
}

/**
 * Creates the function that asks the Codex command line for the limits of the account that is signed in under a folder.
 * It asks one folder once at a time.
 */
export function createCodexAppServer(options: CodexAppServerOptions): AskTool {
  const { version, nowMs, timeouts = defaultTimeouts } = options;
  return createToolQuestion(
    {
      tool: codexTool,
      name: 'Codex command line',
      arguments: ['-s', 'read-only', '-a', 'never', 'app-server'],
      baseUrlVariable: codexBaseUrlVariable,
      turnOf: (folder) => folder,
      inRunFolder: (folder, action) => action(folder),
      ask: async (command, account) => judge(await requestLimits({ command, version, timeouts, nowMs }), account),
    },
    options,
  );
}

function judge(answer: RpcAnswer, account: Account): ToolAnswer {
  if (answer.kind === 'no-start') return { kind: 'failed', why: 'does-not-start' };
  if (answer.kind === 'no-answer') return { kind: 'failed', why: 'no-answer' };
  const { kind, value, updates, askedAtMs } = answer;
  if (kind === 'error') {
    const quoted = typeof value === 'string' ? parseAppServerError(value, askedAtMs) : null;
    const observation = quoted ?? parseAppServerLimits({}, askedAtMs, updates);
    return observation === null ? { kind: 'failed', why: 'no-figures' } : { kind: 'figures', observation };
  }
  const accountId = appServerAccountId(value);
  if (accountId !== null && accountId !== account.vendorAccountId) return { kind: 'failed', why: 'other-account' };
  const observation = parseAppServerLimits(value, askedAtMs, updates);
  return observation === null ? { kind: 'failed', why: 'not-understood' } : { kind: 'figures', observation };
}
