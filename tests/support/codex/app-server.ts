import { realpathSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import type { Account } from '../../../core/providers/account.ts';
import type { AskTool } from '../../../core/ports.ts';
import type { Observation } from '../../../core/usage/observation.ts';
import { createCodexAppServer, type CodexAppServerOptions } from '../../../main/node/codex/app-server.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type ToolRun, toolRuns, type ToolScript, writeStandInTool } from './stand-in-tool.ts';

export const account: Account = {
  id: 'codex:one',
  provider: 'codex',
  label: 'one',
  email: null,
  plan: null,
  vendorAccountId: 'acct-one',
  baseUrl: 'https://service.example/backend-api',
};

export interface AskingTool {
  /** Null: it gave no figures. */
  readonly ask: (account: Account, folder: string) => Promise<Observation | null>;
  /** The answer itself, with the reason when it gave no figures. */
  readonly answer: AskTool;
  readonly codexHome: string;
  readonly runs: () => readonly ToolRun[];
  /** Writes the stand-in again, for the next run. */
  readonly behave: (script: ToolScript) => Promise<void>;
  readonly logged: readonly string[];
  readonly moveClock: (byMs: number) => void;
  readonly options: CodexAppServerOptions;
}

/** The figures of a tool alone; null: it gave none. */
export function figuresOf(ask: AskTool): AskingTool['ask'] {
  return async (asked, folder) => {
    const answer = await ask(asked, folder);
    return answer.kind === 'figures' ? answer.observation : null;
  };
}

/** A stand-in tool in a folder that `PATH` names first, and what asks it. The clock stands. */
export async function askingTool(
  script: ToolScript | null,
  more: Partial<CodexAppServerOptions> = {},
): Promise<AskingTool> {
  const root = realpathSync(temporaryFolder());
  const codexHome = temporaryFolder();
  const programs = path.join(root, 'bin');
  if (script !== null) await writeStandInTool(programs, script);
  const logged: string[] = [];
  let nowMs = 1_795_305_600_000;
  const log = (message: string, cause?: unknown): void => void logged.push(`${message} ${inspect(cause)}`);
  const options: CodexAppServerOptions = {
    environment: { PATH: programs, HOME: root },
    homeFolder: root,
    platform: process.platform,
    version: '1.2.3',
    nowMs: () => nowMs,
    log: { info: log, warn: log, error: log },
    ...more,
  };
  const { ask: answer } = createCodexAppServer(options);
  return {
    ask: figuresOf(answer),
    answer,
    codexHome,
    runs: () => toolRuns(codexHome),
    behave: async (next) => void (await writeStandInTool(programs, next)),
    logged,
    moveClock: (byMs) => void (nowMs += byMs),
    options,
  };
}

export const limits = {
  limitId: 'codex',
  primary: { usedPercent: 41, windowDurationMins: 300, resetsAt: 1_795_306_000 },
  secondary: { usedPercent: 12, windowDurationMins: 10_080, resetsAt: 1_795_406_000 },
  credits: { hasCredits: true, unlimited: false, balance: '87.25' },
  planType: 'pro',
} as const;

export const good = {
  result: { rateLimits: limits, rateLimitsByLimitId: { codex: limits }, accountId: null },
} as const;
