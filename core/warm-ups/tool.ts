import type { Account } from '../providers/account.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import type { ProviderTool } from '../providers/provider.ts';
import { providers } from '../providers/registry.ts';
import { commandText } from '../settings/confirmation.ts';
import type { Observation } from '../usage/observation.ts';
import type { RunFailure } from './run.ts';

/** The tool that can start a window for accounts of this provider; null: there is none. */
export function warmupToolOf(provider: ProviderId): ProviderTool | null {
  return providers[provider].tool ?? null;
}

/** The command as a user would type it, with the variable that names the folder of the sign-in. */
export function warmupCommandText({ command, folderVariable, warmUp }: ProviderTool, folder: string): string {
  return `${folderVariable}=${commandText([folder])} ${commandText([command, ...warmUp.arguments])}`;
}

/** How a run of the tool ended. `done`: the tool reports that the service answered its request. */
export type ToolRunOutcome = 'done' | Exclude<RunFailure, 'not-known'>;

/** A run of the tool that has ended. */
export interface ToolRun {
  readonly outcome: ToolRunOutcome;
  /** What the tool said last about the limits of the account; null: nothing. */
  readonly observation: Observation | null;
}

/** Runs an account's tool for one smallest request with the sign-in in a folder. Never throws. */
export type RunTool = (account: Account, folder: string) => Promise<ToolRun>;
