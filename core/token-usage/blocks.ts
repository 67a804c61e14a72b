import { hourMs } from '../units/time.ts';
import type { UsageTool } from './entry.ts';
import type { PricedBucket } from './sum.ts';

/** The length of a block. Claude's shortest limit lasts as long. */
export const blockMs = 5 * hourMs;

/** Requests of one tool within five hours. */
export interface UsageBlock {
  readonly tool: UsageTool;
  /** The full hour in which the first request was answered, epoch ms. */
  readonly startMs: number;
  /** Five hours later. */
  readonly endMs: number;
  /** The last request, epoch ms. */
  readonly lastMs: number;
  readonly buckets: readonly PricedBucket[];
}

/**
 * Returns the blocks of each tool, the oldest first. A block begins with the full hour of its first request and ends
 * five hours later, or after five hours without a request.
 */
export function blocksOf(buckets: readonly PricedBucket[]): readonly UsageBlock[] {
  const sorted = [...buckets].sort((a, b) => a.bucket.firstMs - b.bucket.firstMs);
  const open = new Map<UsageTool, { startMs: number; lastMs: number; buckets: PricedBucket[] }>();
  const blocks: UsageBlock[] = [];
  const close = (tool: UsageTool): void => {
    const block = open.get(tool);
    if (block !== undefined) blocks.push({ tool, endMs: block.startMs + blockMs, ...block });
  };
  for (const priced of sorted) {
    const { tool, firstMs, lastMs } = priced.bucket;
    const block = open.get(tool);
    if (block !== undefined && firstMs < block.startMs + blockMs && firstMs - block.lastMs <= blockMs) {
      block.buckets.push(priced);
      block.lastMs = Math.max(block.lastMs, lastMs);
      continue;
    }
    close(tool);
    open.set(tool, { startMs: Math.floor(firstMs / hourMs) * hourMs, lastMs, buckets: [priced] });
  }
  for (const tool of open.keys()) close(tool);
  return blocks.sort((a, b) => a.startMs - b.startMs || (a.tool < b.tool ? -1 : 1));
}

/** Returns true for a block that can still grow. */
export function isActiveBlock({ endMs, lastMs }: UsageBlock, nowMs: number): boolean {
  return nowMs < endMs && nowMs - lastMs < blockMs;
}
