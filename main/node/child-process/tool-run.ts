import type { ProviderTool } from '../../../core/providers/provider.ts';
import { type RunTool, type ToolRun, type ToolRunOutcome, warmupToolOf } from '../../../core/warm-ups/tool.ts';
import { createTurns, type Turns } from '../async.ts';
import { createLineSplitter } from './line-process.ts';
import { type RunEnd, runProgram } from './run.ts';
import { inToolFolder } from './tool-folder.ts';
import {
  findTool as findInstalledTool,
  type FoundCommand,
  type HostEnvironment,
  signInEnvironment,
  turnKeyOf,
} from './tool-command.ts';

type ToolCommand = ProviderTool['command'];

const defaultTimeoutMs = 120_000;

interface ToolRunnerOptions extends HostEnvironment {
  readonly nowMs: () => number;
  /** The lasting empty folder in which a tool runs. */
  readonly toolFolder: string;
  /** Finds the tool. Default: in `PATH` and the usual folders. */
  readonly findTool?: (tool: ToolCommand) => Promise<FoundCommand | null>;
  readonly timeoutMs?: number;
  /** Returns the id of the account that is signed in under a folder; null: its tool does not say. */
  readonly accountIn?: (tool: ProviderTool, folder: string) => Promise<string | null>;
  /** The turns that several users of one tool share. Default: turns of its own. */
  readonly turns?: Turns;
}

/**
 * Creates the function that lets an account's own tool send one minimal request with the sign-in in its folder, as the
 * user could in a terminal. The tool gets no API key and no variable of the app. Of its output only what it says about
 * the limits is kept, because the rest may hold secrets. Never rejects.
 */
export function createToolRunner(options: ToolRunnerOptions): RunTool {
  const findTool = options.findTool ?? ((tool: ToolCommand) => findInstalledTool(tool, options));
  const turns = options.turns ?? createTurns();
  return async (account, folder) => {
    const tool = warmupToolOf(account.provider);
    const command = tool === null ? null : await findTool(tool.command).catch(() => null);
    if (tool === null || command === null) return { outcome: 'no-tool', observation: null };
    const program = {
      file: command.file,
      args: [...command.before, ...tool.warmUp.arguments],
      environment: signInEnvironment(tool, folder, options),
      children: 'end',
    } as const;
    const { parseOutputLine } = tool.warmUp;
    let observation: ToolRun['observation'] = null;
    const onLine = (line: string): void => void (observation = parseOutputLine?.(line, options.nowMs()) ?? observation);
    // Output beyond the limits is dropped. The figures are then polled.
    const onOutput = parseOutputLine && createLineSplitter(onLine, () => undefined);
    const limits = { timeoutMs: options.timeoutMs ?? defaultTimeoutMs, graceMs, ...(onOutput && { onOutput }) };
    // A question for usage and a warm-up of one tool never run at once.
    const end = await turns(turnKeyOf(tool, folder), () =>
      inToolFolder(options.toolFolder, (runFolder) => runProgram({ ...program, folder: runFolder }, limits)),
    );
    const outcome = outcomeOf(end ?? { kind: 'not-started' });
    if (observation === null) return { outcome, observation };
    // The output names no account, and the user may have signed in to another one meanwhile.
    const accountId = (await options.accountIn?.(tool, folder)) ?? account.id;
    return { outcome, observation: accountId === account.id ? observation : null };
  };
}

/** How long a tool may take to end by itself once its time is over. */
const graceMs = 2_000;
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
