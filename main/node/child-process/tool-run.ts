import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';

import type { Account } from '../../../core/providers/account.ts';
import type { ProviderTool } from '../../../core/providers/provider.ts';
import { type ToolRunOutcome, warmupToolOf } from '../../../core/warm-ups/tool.ts';
import { hostTemporaryFolder } from '../host-environment.ts';
import { type Program, type RunEnd, runProgram } from './run.ts';
import {
  findTool as findInstalledTool,
  type FoundCommand,
  type HostEnvironment,
  signInEnvironment,
} from './tool-command.ts';

type ToolCommand = ProviderTool['command'];

const defaultTimeoutMs = 120_000;

interface ToolRunnerOptions extends HostEnvironment {
  /** Finds the tool. Default: in `PATH` and the usual folders. */
  readonly findTool?: (tool: ToolCommand) => Promise<FoundCommand | null>;
  readonly timeoutMs?: number;
}

/**
 * Creates the function that lets an account's own tool send one minimal request with the sign-in in its folder, as the
 * user could in a terminal. The tool gets no API key and no variable of the app. Never rejects.
 */
export function createToolRunner(
  options: ToolRunnerOptions,
): (account: Account, folder: string) => Promise<ToolRunOutcome> {
  const findTool = options.findTool ?? ((tool: ToolCommand) => findInstalledTool(tool, options));
  return async (account, folder) => {
    const tool = warmupToolOf(account.provider);
    const command = tool === null ? null : await findTool(tool.command).catch(() => null);
    if (tool === null || command === null) return 'no-tool';
    const program = {
      file: command.file,
      args: [...command.before, ...tool.warmUp.arguments],
      environment: signInEnvironment(tool, folder, options),
      children: 'end',
    } as const;
    return outcomeOf(await runInEmptyFolder(program, options.timeoutMs ?? defaultTimeoutMs));
  };
}

/** How long a tool may take to end by itself once its time is over. */
const graceMs = 2_000;

/**
 * Runs a tool to its end in an empty temporary folder, without input. Its output is thrown away, because it may hold
 * secrets; its exit code says enough. Never rejects.
 */
async function runInEmptyFolder(program: Omit<Program, 'folder'>, timeoutMs: number): Promise<RunEnd> {
  const folder = await mkdtemp(path.join(hostTemporaryFolder(), 'quota-tray-warm-up-')).catch(() => null);
  if (folder === null) return { kind: 'not-started' };
  try {
    return await runProgram({ ...program, folder }, { timeoutMs, graceMs });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

function outcomeOf(end: RunEnd): ToolRunOutcome {
  switch (end.kind) {
    case 'ended':
      return end.code === 0 ? 'done' : 'tool-error';
    case 'not-started':
      return 'no-start';
    default:
      return 'timed-out';
  }
}
