import path from 'node:path';
import type { Account } from '../../../core/accounts/account.ts';
import { type ToolRunOutcome, warmupArguments, type WarmupTool, warmupToolOf } from '../../../core/warm-ups/tool.ts';
import {
  commandFolders,
  type CommandSurroundings,
  findCodexCommand,
  findCommand,
  type FoundCommand,
} from '../child-process/tool-command.ts';
import { toolEnvironment, variableOf } from '../codex/tool-environment.ts';
import { runQuietly } from '../child-process/tool-run.ts';

const usualTimeoutMs = 120_000;

export interface ToolRunnerOptions extends CommandSurroundings {
  /** Where the tool is; looked for in `PATH` and the usual folders unless said. */
  readonly findTool?: (tool: WarmupTool) => Promise<FoundCommand | null>;
  readonly timeoutMs?: number;
}

/**
 * Lets an account's own tool make one smallest request under the sign-in in its folder, as the user could in
 * a terminal. No key of the environment and nothing of the app reaches it. Never throws.
 */
export function createToolRunner(
  options: ToolRunnerOptions,
): (account: Account, folder: string) => Promise<ToolRunOutcome> {
  const findTool = options.findTool ?? ((tool: WarmupTool) => findInstalled(tool, options));
  return async (account, folder) => {
    const tool = warmupToolOf(account.provider);
    const command = tool === null ? null : await findTool(tool).catch(() => null);
    if (tool === null || command === null) return 'no-tool';
    return runQuietly({
      file: command.file,
      args: [...command.before, ...warmupArguments(tool)],
      environment: environmentOf(tool, folder, options),
      timeoutMs: options.timeoutMs ?? usualTimeoutMs,
    });
  };
}

/** Where the user names no folder, Claude Code keeps a part of its state beside it, so then none is named. */
function environmentOf(tool: WarmupTool, folder: string, options: ToolRunnerOptions): Record<string, string> {
  const { environment, homeFolder, platform } = options;
  const { CODEX_HOME: ownFolder, ...others } = toolEnvironment(environment, folder, commandFolders(options), platform);
  if (tool === 'codex') return { ...others, CODEX_HOME: ownFolder ?? folder };
  const isNamed = (variableOf(environment, 'CLAUDE_CONFIG_DIR', platform) ?? '') !== '';
  const isDefault = path.resolve(folder) === path.resolve(homeFolder, '.claude');
  return isDefault && !isNamed ? others : { ...others, CLAUDE_CONFIG_DIR: folder };
}

function findInstalled(tool: WarmupTool, surroundings: CommandSurroundings): Promise<FoundCommand | null> {
  if (tool === 'codex') return findCodexCommand(surroundings);
  const claude = { name: 'claude', script: ['@anthropic-ai', 'claude-code', 'cli.js'] };
  return findCommand(claude, surroundings, [path.join(surroundings.homeFolder, '.claude', 'local')]);
}
