import type { AccountState } from '../../core/accounts/account-state.ts';
import type { AskTool, Log } from '../../core/ports.ts';
import type { Account } from '../../core/providers/account.ts';
import { isResetListWanted } from '../../core/providers/codex/reset-credits.ts';
import type { ProviderTool } from '../../core/providers/provider.ts';
import { providers } from '../../core/providers/registry.ts';
import type { Settings } from '../../core/settings/settings.ts';
import type { RunTool } from '../../core/warm-ups/tool.ts';
import type { Engine } from '../engine/engine.ts';
import { folderOf } from '../engine/observations.ts';
import { createTurns } from '../node/async.ts';
import type { ToolAsker } from '../node/child-process/tool-question.ts';
import { createToolRunner } from '../node/child-process/tool-run.ts';
import { claudeStateIn } from '../node/claude/cli-cache.ts';
import { createClaudeQuestion } from '../node/claude/usage-question.ts';
import { createCodexAppServer } from '../node/codex/app-server.ts';
import { type AccountTool, createCodexRequests } from '../node/codex/requests.ts';
import type { DiscoveryEnvironment } from '../node/credentials/folders.ts';

interface ToolsOptions {
  readonly surroundings: DiscoveryEnvironment;
  readonly version: string;
  readonly nowMs: () => number;
  readonly log: Log;
  /** The lasting empty folder in which tools run. */
  readonly toolFolder: string;
  readonly settings: () => Settings;
  readonly engine: () => Pick<Engine, 'accounts' | 'findings'>;
}

/** What the app does with the command line tools of accounts. */
export interface Tools {
  /** Asks the tool of an account for its usage. */
  readonly ask: AskTool;
  /** Ends the questions that run or wait. */
  readonly stop: () => void;
  /** Lets the tool of an account make one smallest request. Only for runs that the user scheduled or confirmed. */
  readonly run: RunTool;
  /** Requests that the user makes through an account's own tool. Only Codex has them. */
  readonly requests: AccountTool;
}

/** Makes the uses of the tools. They share their turns, so that no tool runs twice at once for one sign-in. */
export function createTools(options: ToolsOptions): Tools {
  const { surroundings, version, nowMs, log, toolFolder, settings, engine } = options;
  const common = { ...surroundings, version, nowMs, log, turns: createTurns() };
  const askers: Readonly<Record<ProviderTool['command'], ToolAsker>> = {
    codex: createCodexAppServer({
      ...common,
      wantsResetDetails: (accountId) => wantsResetList(engine().accounts(), accountId, nowMs()),
    }),
    claude: createClaudeQuestion({ ...common, toolFolder, stateIn: (folder) => claudeStateIn(folder, surroundings) }),
  };
  const codexFolderOf = (account: Account): string | null => {
    const { askCodex, askCodexTool } = settings();
    if (account.provider !== 'codex' || !askCodex || !askCodexTool) return null;
    return folderOf(engine().findings(), account.id);
  };
  return {
    ask: async (account, folder, how) => {
      const { tool } = providers[account.provider];
      return tool === undefined ? { kind: 'not-asked' } : askers[tool.command].ask(account, folder, how);
    },
    stop: () => Object.values(askers).forEach(({ stop }) => stop()),
    run: createToolRunner({
      ...{ ...common, toolFolder },
      accountIn: async ({ command }, folder) =>
        command === 'claude' ? (await claudeStateIn(folder, surroundings)).accountId : null,
    }),
    requests: createCodexRequests({ ...common, folderOf: codexFolderOf }),
  };
}

/**
 * Returns true if the single banked resets of an account are wanted now. The same rule decides whether the app polls
 * their endpoint, so one of the two reads them.
 */
function wantsResetList(accounts: readonly AccountState[], accountId: string, nowMs: number): boolean {
  const state = accounts.find(({ account }) => account.id === accountId);
  return state !== undefined && isResetListWanted(state.account, state.facts, nowMs);
}
