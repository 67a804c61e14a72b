import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';

import type { Account } from '../../../core/accounts/account.ts';
import { type ToolRunOutcome, warmupArguments, type WarmupTool, warmupToolOf } from '../../../core/warm-ups/tool.ts';
import { hostTemporaryFolder } from '../host-environment.ts';
import { forget, remember, signal } from './process-group.ts';
import {
  commandFolders,
  type HostEnvironment,
  findCodexCommand,
  findCommand,
  type FoundCommand,
  toolEnvironment,
  variableOf,
} from './tool-command.ts';

const usualTimeoutMs = 120_000;

interface ToolRunnerOptions extends HostEnvironment {
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

function findInstalled(tool: WarmupTool, surroundings: HostEnvironment): Promise<FoundCommand | null> {
  if (tool === 'codex') return findCodexCommand(surroundings);
  const claude = { name: 'claude', script: ['@anthropic-ai', 'claude-code', 'cli.js'] };
  return findCommand(claude, surroundings, [path.join(surroundings.homeFolder, '.claude', 'local')]);
}

const patienceMs = 2_000;

interface QuietCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

type QuietOutcome = 'done' | 'no-start' | 'timed-out' | 'tool-error';

/**
 * Runs a program to its end in an empty folder of its own, without a shell, without input, and with nobody
 * who hears what it says: its words may hold secrets, its exit says enough. After the time it and whatever it
 * started are ended. Never throws.
 */
async function runQuietly({ file, args, environment, timeoutMs }: QuietCommand): Promise<QuietOutcome> {
  const folder = await mkdtemp(path.join(hostTemporaryFolder(), 'quota-tray-warm-up-')).catch(() => null);
  if (folder === null) return 'no-start';
  try {
    return await runIn(folder, { file, args, environment, timeoutMs });
  } catch {
    return 'no-start';
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

function runIn(folder: string, { file, args, environment, timeoutMs }: QuietCommand): Promise<QuietOutcome> {
  const child = spawn(file, [...args], {
    cwd: folder,
    env: { ...environment },
    stdio: 'ignore',
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  remember(child);
  let isLate = false;
  const term = setTimeout(() => {
    isLate = true;
    signal(child, 'SIGTERM');
  }, timeoutMs);
  const kill = setTimeout(() => signal(child, 'SIGKILL'), timeoutMs + patienceMs);
  return new Promise((resolve) => {
    const ended = (outcome: QuietOutcome): void => {
      clearTimeout(term);
      clearTimeout(kill);
      signal(child, 'SIGKILL');
      forget(child);
      resolve(isLate ? 'timed-out' : outcome);
    };
    child.on('error', () => ended('no-start'));
    child.once('exit', (code) => ended(code === 0 ? 'done' : 'tool-error'));
  });
}
