import type { Account } from '../accounts/account.ts';
import type { RunFailure } from './run.ts';

/** How a run of an account's own tool ended; `done`: it says that its request was answered. */
export type ToolRunOutcome = 'done' | Exclude<RunFailure, 'not-known'>;

/** Lets an account's own tool make one smallest request under the sign-in in a folder. Never throws. */
export type RunTool = (account: Account, folder: string) => Promise<ToolRunOutcome>;
