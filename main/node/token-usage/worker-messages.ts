import type { UsageTool } from '../../../core/token-usage/entry.ts';
import type { MoreFolders } from '../credentials/folders.ts';
import type { UnreadLog } from './log-sources.ts';
import type { UsageProgress } from './log-index.ts';

/** What the worker of the index gets when it starts. */
export interface WorkerSetup {
  readonly path: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  readonly platform: NodeJS.Platform;
}

/** What the worker is asked to do. */
export type WorkerRequest =
  | { readonly kind: 'update'; readonly tools: readonly UsageTool[]; readonly moreFolders: MoreFolders }
  /** Ends the update that runs. */
  | { readonly kind: 'stop' }
  /** Closes the index and ends the worker. */
  | { readonly kind: 'close' };

/** What the worker says. */
export type WorkerReport =
  | { readonly kind: 'progress'; readonly progress: UsageProgress }
  | { readonly kind: 'done'; readonly isDone: boolean; readonly problems: readonly UnreadLog[] }
  | { readonly kind: 'warning'; readonly text: string }
  /** The index could not be opened, or the database failed. */
  | { readonly kind: 'failed'; readonly text: string };
