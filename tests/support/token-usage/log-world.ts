import fs from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { UsageBucket } from '../../../core/token-usage/bucket.ts';
import { totalTokens } from '../../../core/token-usage/bucket.ts';
import type { UsageTool } from '../../../core/token-usage/entry.ts';
import type { TokenUsageIndex } from '../../../main/node/token-usage/log-index.ts';
import { openTokenUsage } from '../../../main/node/token-usage/token-usage-index.ts';

/** All time. */
export const ever = { fromMs: 0, toMs: 8e15 } as const;

/** Opens the index of the logs in a home folder. It is closed when the running test ends. */
export async function openIndexOf(
  home: string,
  isOn: (tool: UsageTool) => boolean = () => true,
  file = path.join(home, 'state/token-usage.db'),
): Promise<TokenUsageIndex> {
  const index = await openTokenUsage({
    path: file,
    surroundings: { environment: {}, homeFolder: home, platform: 'linux' },
    ...{ isOn, nowMs: () => 0, log: { warn: () => undefined } },
  });
  if (index === null) throw new Error('The index does not open.');
  onTestFinished(index.close);
  return index;
}

/** Reads what is new, and returns all tokens by tool. */
export async function totalsAfterUpdate(index: TokenUsageIndex): Promise<Readonly<Record<string, number>>> {
  await index.update(new AbortController().signal);
  return totalsOf(index.buckets(ever));
}

/** Returns all tokens by tool. */
export function totalsOf(buckets: readonly UsageBucket[]): Readonly<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const { tool, tokens } of buckets) totals[tool] = (totals[tool] ?? 0) + totalTokens(tokens);
  return totals;
}

/** Writes a file below a folder, with all folders above it. Returns its path. */
export function putFile(folder: string, name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
  return file;
}

/** A line of Claude Code with this many tokens of output and one of input. */
export function claudeLine(id: string, output: number, change: object = {}): string {
  return `${JSON.stringify({
    ...{ timestamp: '2026-11-20T10:00:00Z', sessionId: 's-1', requestId: `req-${id}`, cwd: '/code/app' },
    message: { id, model: 'claude-opus-4-5', usage: { input_tokens: 1, output_tokens: output } },
    ...change,
  })}\n`;
}
