import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTokenUsageInWorker } from './index-in-worker.ts';
import { openLogIndex, type TokenUsageIndex, type TokenUsageOptions } from './log-index.ts';

/** The program of the thread, beside the bundle of the app. The command line has none: it waits for the logs anyway. */
const programName = 'token-usage.cjs';

/**
 * Opens the index of what tools used, by their own logs (docs/decisions/0037). In the app, updates run in a thread of their
 * own. Resolves to null if it cannot be opened, and logs why. The logs are the source: a deleted index is made again.
 */
export async function openTokenUsage(options: TokenUsageOptions): Promise<TokenUsageIndex | null> {
  const program = path.join(path.dirname(fileURLToPath(import.meta.url)), programName);
  return existsSync(program) ? openTokenUsageInWorker({ ...options, program }) : openLogIndex(options);
}
