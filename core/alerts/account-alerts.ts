import { offerKey } from '../credits/grant-offer.ts';
import { isBlockedOutright } from '../snapshot/blocked-reason.ts';
import type { AccountSnapshot, BlockedReason, GrantSnapshot } from '../snapshot/schema.ts';
import { type DedupKeys, dedupKeysAround, dedupKeysForever, dedupKeysOfReading } from './alert.ts';
import type { AlertMemory } from './memory.ts';

/** The facts of a block that a stored notice keeps. Its sentence is made from them in the reader's language. */
type BlockFacts = Omit<BlockedReason, 'text'>;

/** An account that cannot be used now for another reason than a used-up window. */
export interface BlockAlert {
  readonly kind: 'exhausted';
  readonly accountId: string;
  readonly block: BlockFacts;
  readonly keys: DedupKeys;
}

/** Such a block is over. */
export interface UnblockedAlert {
  readonly kind: 'window-back';
  readonly accountId: string;
  readonly block: BlockFacts;
  readonly keys: DedupKeys;
}

type RememberedBlock = AlertMemory['blocked'];

/** An end that moved less is the same. */
const sameEndMs = 20 * 60_000;

/**
 * A block that began since the last reading, and one that is over, each at most once a day, or once for its
 * end where that is known. Full sessions come and go with each call, and limits of models are told one by one.
 *
 * @param before What was remembered of the last block; null: nothing blocked the account.
 */
export function blockAlerts(
  before: RememberedBlock,
  now: AccountSnapshot,
  nowMs: number,
): readonly (BlockAlert | UnblockedAlert)[] {
  const block = notifiableBlock(now);
  const accountId = now.id;
  if (block !== null && !isSameBlock(before, block, nowMs)) {
    return [{ kind: 'exhausted', accountId, block, keys: blockDedupKeys('exhausted', accountId, block, nowMs) }];
  }
  if (before === null || now.use !== 'active') return [];
  const { code, untilMs, ...figure } = before;
  const over = { code, ...figure, until: untilMs === null ? null : new Date(untilMs).toISOString() };
  return [{ kind: 'window-back', accountId, block: over, keys: blockDedupKeys('window-back', accountId, over, nowMs) }];
}

/** What is to be remembered of the block of an account; where nothing of now is known, what was before. */
export function rememberedBlock(before: RememberedBlock, now: AccountSnapshot): RememberedBlock {
  if (now.use === 'unknown') return before;
  const block = notifiableBlock(now);
  if (block === null) return null;
  const { until, ...what } = block;
  return { ...what, untilMs: until === null ? null : Date.parse(until) };
}

function notifiableBlock(account: AccountSnapshot): BlockFacts | null {
  const { blockedReason } = account;
  if (blockedReason === null || !isBlockedOutright(account)) return null;
  const { code, figure, until } = blockedReason;
  if (figure === 'sessions' || figure === 'features') return null;
  return { code, ...(figure === undefined ? {} : { figure }), until };
}

/** The same reason, unless the end that was named before is past and another one is named now. */
function isSameBlock(before: RememberedBlock, { code, figure, until }: BlockFacts, nowMs: number): boolean {
  if (before === null || before.code !== code || before.figure !== figure) return false;
  if (before.untilMs === null || until === null || before.untilMs > nowMs) return true;
  return Date.parse(until) - before.untilMs < sameEndMs;
}

function blockDedupKeys(
  kind: string,
  accountId: string,
  { code, figure, until }: BlockFacts,
  nowMs: number,
): DedupKeys {
  const stem = `${kind}|${accountId}|block|${figure ?? code}`;
  if (until !== null) return dedupKeysAround(stem, Date.parse(until));
  return dedupKeysOfReading(stem, new Date(nowMs).toISOString().slice(0, 10));
}

/** A balance that fell below what the user calls low. */
export interface CreditsLowAlert {
  readonly kind: 'credits-low';
  readonly accountId: string;
  readonly balance: string;
  readonly keys: DedupKeys;
}

/** The balance where it can be relied on; null: it is old, unknown, or there is no end to it. */
export function reliableBalance({ credits }: AccountSnapshot): string | null {
  if (credits === null || credits.stale || credits.unlimited === true) return null;
  return credits.balance;
}

/**
 * A balance that is low now and was not at the last reading that could be relied on: the first reading
 * tells nothing, and once it was above again the next fall is told anew. A threshold that the user
 * raised makes no fall.
 *
 * @param lastBalance Of the last such reading; null: there was none.
 * @param lowCredits A balance below this is low; 0: never.
 */
export function creditsLowAlerts(
  lastBalance: string | null,
  now: AccountSnapshot,
  lowCredits: number,
): readonly CreditsLowAlert[] {
  const balance = reliableBalance(now);
  if (balance === null || lastBalance === null || now.credits === null) return [];
  if (Number(lastBalance) < lowCredits || !now.credits.low) return [];
  const keys = dedupKeysOfReading(`credits-low|${now.id}`, now.credits.asOf);
  return [{ kind: 'credits-low', accountId: now.id, balance, keys }];
}

/** A credit grant that the account may claim and that was not told of yet. */
export interface GrantAlert {
  readonly kind: 'grant-offered';
  readonly accountId: string;
  readonly grant: GrantSnapshot;
  readonly keys: DedupKeys;
}

/** An offer is told once ever, and only while it may be promoted and its answer is fresh (S0-3, S0-13, S0-14). */
export function grantAlerts({ id, grant }: AccountSnapshot): readonly GrantAlert[] {
  if (grant === null || !grant.promoted || grant.stale) return [];
  const key = offerKey(grant);
  if (key === null) return [];
  return [{ kind: 'grant-offered', accountId: id, grant, keys: dedupKeysForever(`grant-offered|${id}|${key}`) }];
}

/** A banked reset that is lost soon unless it is used. */
export interface ResetExpiryAlert {
  readonly kind: 'reset-credit-expiring';
  readonly accountId: string;
  readonly expiresAtMs: number;
  readonly keys: DedupKeys;
}

const soonMs = 24 * 3_600_000;

/** The soonest banked reset, on figures of now and while there are at most 24 hours left to use it. */
export function resetExpiryAlerts(account: AccountSnapshot, nowMs: number): readonly ResetExpiryAlert[] {
  const { id, resetCredits } = account;
  if (resetCredits === null || resetCredits.stale || resetCredits.available <= 0) return [];
  if (resetCredits.nextExpiresAt === null) return [];
  const expiresAtMs = Date.parse(resetCredits.nextExpiresAt);
  if (expiresAtMs <= nowMs || expiresAtMs - nowMs > soonMs) return [];
  const keys = dedupKeysAround(`reset-credit-expiring|${id}`, expiresAtMs);
  return [{ kind: 'reset-credit-expiring', accountId: id, expiresAtMs, keys }];
}

/** An account whose sign-in no longer works. */
export interface SignInAlert {
  readonly kind: 'sign-in-needed';
  readonly accountId: string;
  readonly keys: DedupKeys;
}

/** Whether the sign-in fails; null: this reading does not say. */
export function signedOutNow({ state }: AccountSnapshot): boolean | null {
  return state === 'signed-out' ? true : state === 'fresh' ? false : null;
}

/** A sign-in that worked and works no more, once for each time that it had worked. */
export function signInAlerts(before: boolean | null, now: AccountSnapshot): readonly SignInAlert[] {
  if (before !== false || signedOutNow(now) !== true) return [];
  const keys = dedupKeysOfReading(`sign-in-needed|${now.id}`, now.fetchedAt ?? 'never');
  return [{ kind: 'sign-in-needed', accountId: now.id, keys }];
}
