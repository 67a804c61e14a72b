import type { Account } from '../accounts/account.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import { commandText } from '../settings/confirmation.ts';
import type { RunFailure } from './run.ts';

/** A service whose own command line tool can start a window. */
export type WarmupTool = Extract<ProviderId, 'codex' | 'claude'>;

const prompt = 'Reply with OK.';

const argumentsOf: Readonly<Record<WarmupTool, readonly string[]>> = {
  codex: ['exec', '--skip-git-repo-check', '-s', 'read-only', '-c', 'model_reasoning_effort="low"', prompt],
  claude: ['-p', '--model', 'haiku', '--max-turns', '1', '--strict-mcp-config', prompt],
};

/** The tool of a service; null: it has none that can start a window. */
export function warmupToolOf(provider: ProviderId): WarmupTool | null {
  return provider === 'codex' || provider === 'claude' ? provider : null;
}

/** The arguments of the tool: one turn with the smallest prompt, and no permission to change files. */
export function warmupArguments(tool: WarmupTool): readonly string[] {
  return argumentsOf[tool];
}

/** The command as a user would type it, with the variable that names the folder of the sign-in. */
export function warmupCommandText(tool: WarmupTool, folder: string): string {
  const variable = tool === 'codex' ? 'CODEX_HOME' : 'CLAUDE_CONFIG_DIR';
  return `${variable}=${commandText([folder])} ${commandText([tool, ...argumentsOf[tool]])}`;
}

/** How a run of the tool ended. `done`: the tool reports that the service answered its request. */
export type ToolRunOutcome = 'done' | Exclude<RunFailure, 'not-known'>;

/** Runs an account's tool for one smallest request with the sign-in in a folder. Never throws. */
export type RunTool = (account: Account, folder: string) => Promise<ToolRunOutcome>;
