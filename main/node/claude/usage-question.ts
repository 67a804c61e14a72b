import type { ToolAnswer } from '../../../core/ports.ts';
import { minuteMs } from '../../../core/units/time.ts';
import type { Account } from '../../../core/providers/account.ts';
import { claudeTool } from '../../../core/providers/claude/provider.ts';
import {
  type ClaudeToolAnswer,
  parseClaudeToolLine,
  usageControlRequest,
} from '../../../core/providers/claude/tool-answer.ts';
import { type LineProgram, startLineProcess } from '../child-process/line-process.ts';
import { inToolFolder } from '../child-process/tool-folder.ts';
import { createToolQuestion, type ToolAsker, type ToolQuestionOptions } from '../child-process/tool-question.ts';
import { claudeBaseUrlVariable } from '../credentials/claude-sign-in.ts';

/** What the state file of a folder says after Claude Code ended. */
export interface ClaudeStateAfter {
  readonly accountId: string;
  /** When Claude Code last noted figures of its service, epoch ms; null: it did not, or the file does not say. */
  readonly usageNotedAtMs: number | null;
}

export interface ClaudeQuestionOptions extends ToolQuestionOptions {
  /** The empty folder of the app that Claude Code runs in, so that no repository of the user is touched. */
  readonly toolFolder: string;
  /** Reads the state that Claude Code left behind after its answer. */
  readonly stateIn: (folder: string) => Promise<ClaudeStateAfter>;
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
export function createClaudeQuestion(options: ClaudeQuestionOptions): ToolAsker {
  const { nowMs, stateIn, toolFolder, timeoutMs = defaultTimeoutMs } = options;
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
      inRunFolder: (_folder, action) => inToolFolder(toolFolder, action),
      // The app starts it often, so an update must not begin here.
      variables: { DISABLE_AUTOUPDATER: '1' },
      ask: async (program, account, folder, signal) => {
        const askedAtMs = nowMs();
        const answer = await askOnce(program, askedAtMs, timeoutMs, signal);
        return judged(answer, account, askedAtMs, () => stateIn(folder));
      },
    },
    options,
  );
}

const requestId = 'quota-tray';

/** Starts Claude Code, asks once and ends it. */
async function askOnce(
  program: LineProgram,
  askedAtMs: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ClaudeToolAnswer | { readonly kind: 'no-answer' | 'does-not-start' }> {
  type Outcome = Awaited<ReturnType<typeof askOnce>>;
  let answered: (answer: Outcome) => void = () => undefined;
  const first = new Promise<Outcome>((resolve) => (answered = resolve));
  const tool = startLineProcess(program, {
    inputEndGraceMs,
    signal,
    onLine: (line) => {
      const answer = parseClaudeToolLine(line, requestId, askedAtMs);
      if (answer !== null) answered(answer);
    },
    onGone: (why) => answered({ kind: why === 'not-started' ? 'does-not-start' : 'no-answer' }),
  });
  const late = setTimeout(() => answered({ kind: 'no-answer' }), timeoutMs);
  tool.send(usageControlRequest(requestId));
  const answer = await first;
  clearTimeout(late);
  await tool.close();
  return answer;
}

/** Claude Code notes figures of its service at most once a minute. */
const noteEveryMs = minuteMs;

async function judged(
  answer: Awaited<ReturnType<typeof askOnce>>,
  account: Account,
  askedAtMs: number,
  readState: () => Promise<ClaudeStateAfter>,
): Promise<ToolAnswer> {
  if (answer.kind !== 'figures') return { kind: 'failed', why: answer.kind };
  // The answer names no account, and the user may have signed in to another one meanwhile.
  const { accountId, usageNotedAtMs } = await readState();
  if (accountId !== account.id) return { kind: 'failed', why: 'other-account' };
  // When its service does not answer, Claude Code repeats what it noted up to an hour ago, without the list of limits.
  const isRepeated = usageNotedAtMs !== null && usageNotedAtMs < askedAtMs - noteEveryMs;
  const { listsLimits, observation } = answer;
  return isRepeated && !listsLimits ? { kind: 'failed', why: 'no-figures' } : { kind: 'figures', observation };
}
