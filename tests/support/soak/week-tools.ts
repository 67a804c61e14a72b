import type { AskTool, Log } from '../../../core/ports.ts';
import { providers } from '../../../core/providers/registry.ts';
import type { Account } from '../../../core/providers/account.ts';
import type { ProviderTool } from '../../../core/providers/provider.ts';
import type { ToolAnswer } from '../../../core/ports.ts';
import type { RunTool } from '../../../core/warm-ups/tool.ts';
import { createTurns } from '../../../main/node/async.ts';
import { createToolQuestion, type ToolAsker } from '../../../main/node/child-process/tool-question.ts';
import { turnKeyOf } from '../../../main/node/child-process/tool-command.ts';
import type { WeekClock } from './week-clock.ts';
import type { WeekPlan } from './week-plan.ts';
import type { WeekRules } from './week-rules.ts';
import { beginWindow, renew, usageOf, type WeekAccount } from './week-services.ts';

interface WeekToolsOptions {
  readonly time: WeekClock;
  readonly plan: WeekPlan;
  readonly rules: WeekRules;
  readonly accounts: ReadonlyMap<string, WeekAccount>;
  readonly isOffline: () => boolean;
  readonly log: Log;
  /** A tool has renewed a sign-in. */
  readonly renewed: () => void;
  /** A tool has given the figures of an account. */
  readonly answered: (each: WeekAccount) => void;
}

/** The tools of the accounts: the turns and pauses of the app, around programs that are made up. */
export interface WeekTools {
  readonly ask: AskTool;
  readonly stop: () => void;
  readonly run: RunTool;
  /** How many warm-ups ran. */
  readonly runs: () => number;
}

const answerAfterMs = 2_000;
const givenUpAfterMs = 30_000;

/** Makes the tools of a week. They are moved, hang and answer nonsense when the plan says so. */
export function createWeekTools(options: WeekToolsOptions): WeekTools {
  const { time, plan, rules, accounts, isOffline, log } = options;
  const turns = createTurns();
  let runs = 0;

  async function asProgram<T>(tool: ProviderTool, folder: string, work: () => Promise<T>): Promise<T> {
    const ended = rules.tool(turnKeyOf(tool, folder), { trueMs: time.trueMs(), shownMs: time.clock.nowMs() });
    try {
      return await work();
    } finally {
      ended();
    }
  }

  async function answer(account: Account): Promise<ToolAnswer> {
    const each = accounts.get(account.id);
    const trouble = plan.tools(time.trueMs());
    await time.wait(trouble === 'hangs' ? givenUpAfterMs : answerAfterMs);
    if (trouble === 'hangs' || each === undefined) return { kind: 'failed', why: 'no-answer' };
    if (trouble === 'nonsense') return { kind: 'failed', why: 'not-understood' };
    if (isOffline()) return { kind: 'failed', why: 'no-figures' };
    const atMs = time.trueMs();
    if (each.isRefused || (each.expiresAtMs ?? Infinity) <= atMs) {
      renew(each, atMs);
      options.renewed();
    }
    const { usage } = providers[account.provider].endpoints;
    const parsed = usage?.parse(withoutWaits(usageOf(each, atMs)), time.clock.nowMs(), { account, status: 200 });
    if (parsed?.ok !== true) return { kind: 'failed', why: 'not-understood' };
    const source = providers[account.provider].tool?.question?.source ?? 'tool';
    options.answered(each);
    return { kind: 'figures', observation: { ...parsed.observation, source } };
  }

  function askerOf(tool: ProviderTool): ToolAsker {
    return createToolQuestion(
      {
        ...{ tool, name: `The tool ${tool.command}`, arguments: [], baseUrlVariable: 'QUOTA_TRAY_WEEK_BASE_URL' },
        inRunFolder: (folder, action) => action(folder),
        ask: (_program, account, folder) => asProgram(tool, folder, () => answer(account)),
      },
      {
        ...{ environment: {}, homeFolder: '/nowhere', platform: 'linux', nowMs: time.clock.nowMs, log, turns },
        findCommand: async () => (plan.tools(time.trueMs()) === 'moved' ? null : { file: '/nowhere/tool', before: [] }),
      },
    );
  }

  const askers = new Map<string, ToolAsker>();
  for (const { tool } of Object.values(providers)) if (tool !== undefined) askers.set(tool.command, askerOf(tool));

  return {
    ask: async (account, folder, how) => {
      const { tool } = providers[account.provider];
      const asker = tool === undefined ? undefined : askers.get(tool.command);
      return asker === undefined ? { kind: 'not-asked' } : asker.ask(account, folder, how);
    },
    stop: () => [...askers.values()].forEach(({ stop }) => stop()),
    run: (account, folder) => {
      const { tool } = providers[account.provider];
      if (tool === undefined) return Promise.resolve({ outcome: 'no-tool', observation: null });
      return turns(turnKeyOf(tool, folder), () =>
        asProgram(tool, folder, async () => {
          runs += 1;
          await time.wait(8_000);
          const each = accounts.get(account.id);
          if (each !== undefined) beginWindow(each.session, time.trueMs());
          return { outcome: 'done', observation: null };
        }),
      );
    },
    runs: () => runs,
  };
}

/** A tool names the time of a reset by the service's clock, and not how long it takes until then. */
function withoutWaits(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'reset_after_seconds' ? undefined : value)));
}
