import type { AskTool, ToolAnswer } from '../../../core/ports.ts';
import type { Account } from '../../../core/providers/account.ts';
import { claudeTool } from '../../../core/providers/claude/provider.ts';
import {
  type ClaudeToolAnswer,
  parseClaudeToolLine,
  usageControlRequest,
} from '../../../core/providers/claude/tool-answer.ts';
import { type LineProgram, startLineProcess } from '../child-process/line-process.ts';
import { inToolFolder } from '../child-process/tool-folder.ts';
import { createToolQuestion, type ToolQuestionOptions } from '../child-process/tool-question.ts';
import { claudeBaseUrlVariable } from '../credentials/claude-sign-in.ts';

export interface ClaudeQuestionOptions extends ToolQuestionOptions {
  /** The empty folder of the app that Claude Code runs in, so that no repository of the user is touched. */
  readonly toolFolder: string;
  /** Returns the id of the account that is signed in under a folder. */
  readonly accountIn: (folder: string) => Promise<string>;
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 30_000;
/** Claude Code saves its state after its input ended. */
const inputEndGraceMs = 2_500;

/**
 * Creates the function that asks Claude Code for the usage of the account that is signed in under a folder. Claude Code
 * asks its service with its own sign-in and renews it where needed. It runs once at a time over all folders. It calls no
 * model, keeps no session and starts no hook and no MCP server of the user.
 */
export function createClaudeQuestion(options: ClaudeQuestionOptions): AskTool {
  const { nowMs, accountIn, toolFolder, timeoutMs = defaultTimeoutMs } = options;
  return createToolQuestion(
    {
      tool: claudeTool,
      name: 'Claude Code',
      arguments: [
        '-p',
        ...['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
        ...['--no-session-persistence', '--strict-mcp-config', '--settings', '{"disableAllHooks":true}'],
      ],
      baseUrlVariable: claudeBaseUrlVariable,
      turnOf: () => 'all folders',
      inRunFolder: (_folder, action) => inToolFolder(toolFolder, action),
      // The app starts it often, so an update must not begin here.
      variables: { DISABLE_AUTOUPDATER: '1' },
      ask: async (program, account, folder) => {
        const answer = await askOnce(program, nowMs(), timeoutMs);
        return judged(answer, account, () => accountIn(folder));
      },
    },
    options,
  );
}

const requestId = 'quota-tray';

/** Starts Claude Code, asks once and ends it. Null: it did not answer in time, ended, or wrote too much. */
async function askOnce(program: LineProgram, askedAtMs: number, timeoutMs: number): Promise<ClaudeToolAnswer | null> {
  let answered: (answer: ClaudeToolAnswer | null) => void = () => undefined;
  const first = new Promise<ClaudeToolAnswer | null>((resolve) => (answered = resolve));
  const tool = startLineProcess(program, {
    inputEndGraceMs,
    onLine: (line) => {
      const answer = parseClaudeToolLine(line, requestId, askedAtMs);
      if (answer !== null) answered(answer);
    },
    onGone: () => answered(null),
  });
  const late = setTimeout(() => answered(null), timeoutMs);
  tool.send(usageControlRequest(requestId));
  const answer = await first;
  clearTimeout(late);
  await tool.close();
  return answer;
}

async function judged(
  answer: ClaudeToolAnswer | null,
  account: Account,
  signedIn: () => Promise<string>,
): Promise<ToolAnswer> {
  if (answer === null) return { kind: 'failed', why: 'no-answer' };
  if (answer.kind !== 'figures') return { kind: 'failed', why: answer.kind };
  // The answer names no account, and the user may have signed in to another one meanwhile.
  return (await signedIn()) === account.id ? answer : { kind: 'failed', why: 'other-account' };
}
