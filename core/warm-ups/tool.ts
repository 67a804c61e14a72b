import type { Account } from '../accounts/account.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import { commandText } from '../settings/confirmation.ts';
import type { RunFailure } from './run.ts';

/** A service whose own command line tool can begin a window. */
export type WarmupTool = Extract<ProviderId, 'codex' | 'claude'>;

const prompt = 'Reply with OK.';

const argumentsOf: Readonly<Record<WarmupTool, readonly string[]>> = {
  codex: ['exec', '--skip-git-repo-check', '-s', 'read-only', '-c', 'model_reasoning_effort="low"', prompt],
  claude: ['-p', '--model', 'haiku', '--max-turns', '1', '--strict-mcp-config', prompt],
};

/** The tool of an account's service; null: there is none that could begin a window. */
export function warmupToolOf(provider: ProviderId): WarmupTool | null {
  return provider === 'codex' || provider === 'claude' ? provider : null;
}

/** What the tool is started with: one turn, the smallest prompt, nothing that may change a file. */
export function warmupArguments(tool: WarmupTool): readonly string[] {
  return argumentsOf[tool];
}

/** The command as a person would type it, with the folder that says whose sign-in it is. */
export function warmupCommandText(tool: WarmupTool, folder: string): string {
  const variable = tool === 'codex' ? 'CODEX_HOME' : 'CLAUDE_CONFIG_DIR';
  return `${variable}=${commandText([folder])} ${commandText([tool, ...argumentsOf[tool]])}`;
}

/** How a run of an account's own tool ended; `done`: it says that its request was answered. */
export type ToolRunOutcome = 'done' | Exclude<RunFailure, 'not-known'>;

/** Lets an account's own tool make one smallest request under the sign-in in a folder. Never throws. */
export type RunTool = (account: Account, folder: string) => Promise<ToolRunOutcome>;
