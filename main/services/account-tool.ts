import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/providers/account.ts';
import { isResetListWanted } from '../../core/providers/codex/reset-credits.ts';
import type { Settings } from '../../core/settings/settings.ts';
import type { Engine } from '../engine/engine.ts';
import { signedInFolders } from '../engine/observations.ts';
import { type AccountTool, createCodexRequests } from '../node/codex/requests.ts';

type CodexRequestsOptions = Omit<Parameters<typeof createCodexRequests>[0], 'folderOf'>;

/**
 * Makes the requests that the user sends through an account's own tool. Only Codex has them. Where the settings switch
 * the tool off, it is not asked.
 */
export function createAccountTool(
  options: CodexRequestsOptions,
  settings: () => Settings,
  engine: () => Pick<Engine, 'accounts' | 'findings'>,
): AccountTool {
  const folderOf = (account: Account): string | null => {
    const { askCodex, askCodexTool } = settings();
    if (account.provider !== 'codex' || !askCodex || !askCodexTool) return null;
    const folders = signedInFolders(engine().findings(), engine().accounts());
    return folders.find(({ accountId }) => accountId === account.id)?.folder ?? null;
  };
  return createCodexRequests({ ...options, folderOf });
}

/**
 * Returns true if the single banked resets of an account are wanted now. The same rule decides whether the app polls
 * their endpoint, so one of the two reads them.
 */
export function wantsResetList(accounts: readonly AccountState[], accountId: string, nowMs: number): boolean {
  const state = accounts.find(({ account }) => account.id === accountId);
  return state !== undefined && isResetListWanted(state.account, state.facts, nowMs);
}
