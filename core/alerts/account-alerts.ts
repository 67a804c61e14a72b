import { isBlockedOutright } from '../snapshot/blocked-reason.ts';
import type { AccountSnapshot, BlockedReason } from '../snapshot/snapshot.ts';
import { type AlertKeys, keysAround, keysOfReading } from './alert.ts';
import type { AlertMemory } from './memory.ts';

/** The facts of a block that a stored notice keeps. Its sentence is made from them in the reader's language. */
export type BlockFacts = Omit<BlockedReason, 'text'>;

/** An account that cannot be used now for another reason than a used-up window. */
export interface BlockAlert {
  readonly kind: 'exhausted';
  readonly accountId: string;
  readonly block: BlockFacts;
  readonly keys: AlertKeys;
}

/** Such a block is over. */
export interface UnblockedAlert {
  readonly kind: 'window-back';
  readonly accountId: string;
  readonly block: BlockFacts;
  readonly keys: AlertKeys;
}

type BlockMark = AlertMemory['blocked'];

/** An end that moved less is the same. */
const sameEndMs = 20 * 60_000;

/**
 * A block that began since the last reading, and one that is over, each at most once a day, or once for its
 * end where that is known. Full sessions come and go with each call, and limits of models are told one by one.
 *
 * @param before What was remembered of the last block; null: nothing blocked the account.
 */
export function blockAlerts(
  before: BlockMark,
  now: AccountSnapshot,
  nowMs: number,
): readonly (BlockAlert | UnblockedAlert)[] {
  const block = toldBlock(now);
  const accountId = now.id;
  if (block !== null && !isSameBlock(before, block, nowMs)) {
    return [{ kind: 'exhausted', accountId, block, keys: keysOf('exhausted', accountId, block, nowMs) }];
  }
  if (before === null || now.use !== 'active') return [];
  const { code, untilMs, ...figure } = before;
  const over = { code, ...figure, until: untilMs === null ? null : new Date(untilMs).toISOString() };
  return [{ kind: 'window-back', accountId, block: over, keys: keysOf('window-back', accountId, over, nowMs) }];
}

/** What is to be remembered of the block of an account; where nothing of now is known, what was before. */
export function rememberedBlock(before: BlockMark, now: AccountSnapshot): BlockMark {
  if (now.use === 'unknown') return before;
  const block = toldBlock(now);
  if (block === null) return null;
  const { until, ...what } = block;
  return { ...what, untilMs: until === null ? null : Date.parse(until) };
}

function toldBlock(account: AccountSnapshot): BlockFacts | null {
  const { blockedReason } = account;
  if (blockedReason === null || !isBlockedOutright(account)) return null;
  const { code, figure, until } = blockedReason;
  if (figure === 'sessions' || figure === 'features') return null;
  return { code, ...(figure === undefined ? {} : { figure }), until };
}

/** The same reason, unless the end that was named before is past and another one is named now. */
function isSameBlock(before: BlockMark, { code, figure, until }: BlockFacts, nowMs: number): boolean {
  if (before === null || before.code !== code || before.figure !== figure) return false;
  if (before.untilMs === null || until === null || before.untilMs > nowMs) return true;
  return Date.parse(until) - before.untilMs < sameEndMs;
}

function keysOf(kind: string, accountId: string, { code, figure, until }: BlockFacts, nowMs: number): AlertKeys {
  const stem = `${kind}|${accountId}|block|${figure ?? code}`;
  if (until !== null) return keysAround(stem, Date.parse(until));
  return keysOfReading(stem, new Date(nowMs).toISOString().slice(0, 10));
}
