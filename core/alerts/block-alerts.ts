import { type BlockFacts, isBlockedOutright } from '../snapshot/blocked-reason.ts';
import type { BlockedReason } from '../snapshot/block-schema.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';
import { limitModes } from '../usage/observation.ts';
import { type DedupKeys, dedupKeysAround, dedupKeysOfReading } from './dedup-keys.ts';
import type { AlertMemory } from './memory.ts';

/** An account cannot be used now for another reason than a used-up window, or its requests cost extra money now. */
export interface BlockAlert {
  readonly kind: 'exhausted';
  readonly accountId: string;
  readonly block: BlockFacts;
  readonly keys: DedupKeys;
  /** Dedup keys of the used-up window that this alert names, so that the window sends no second one. */
  readonly alsoClaims?: readonly string[];
}

/** A block of an account is over. */
export interface UnblockedAlert {
  readonly kind: 'window-back';
  readonly accountId: string;
  readonly block: BlockFacts;
  readonly keys: DedupKeys;
}

type RememberedBlock = NonNullable<AlertMemory['blocked']>;
type Reason = Pick<BlockedReason, 'code' | 'figure'>;

/** Two ends of a block that differ by less are the same end. */
const sameEndMs = 20 * 60_000;

const modes: ReadonlySet<string> = new Set(limitModes);

/**
 * `vague`: the service gives no reason. `limit`: a limit is reached, named or not. `own`: a reason of its own, such as
 * money.
 */
function kindOf({ code, figure }: Reason): 'vague' | 'limit' | 'own' {
  if (figure !== undefined) return 'own';
  if (code === 'unknown' || code === 'ordinary-usage-off') return 'vague';
  return code === 'weekly-used-up' || code === 'window-used-up' || modes.has(code) ? 'limit' : 'own';
}

/**
 * Returns true if two reasons of an account that stayed blocked mean the same block. The service may name its reason
 * later, or no longer. A used-up window and the mode that follows it are one block too.
 */
export function isSameReason(a: Reason, b: Reason): boolean {
  if (a.code === b.code && a.figure === b.figure) return true;
  const kinds = [kindOf(a), kindOf(b)];
  return kinds.includes('vague') || !kinds.includes('own');
}

/** Whether a block is the remembered one: the same reason, unless the old end has passed and a new end is named. */
function isSameBlock(before: RememberedBlock | null, block: BlockFacts, nowMs: number): boolean {
  return before !== null && isSameReason(before, block) && !isOver(before, block, nowMs);
}

function isOver({ untilMs }: RememberedBlock, { until }: BlockFacts, nowMs: number): boolean {
  if (untilMs === null || until === null || untilMs > nowMs) return false;
  return Date.parse(until) - untilMs >= sameEndMs;
}

/** Whether the user knows that requests cost extra money since this block began. */
function knowsCosts(before: RememberedBlock | null, block: BlockFacts, nowMs: number): boolean {
  return before?.paid === true && !isOver(before, block, nowMs);
}

/**
 * The alerts for a block that began since the last reading, for requests that cost extra money since then, and for a
 * block that is over. A block is sent once per end, or once a day if its end is unknown. A reason that only became more
 * or less precise sends nothing. Extra money is sent once until the account can be used again.
 */
export function blockAlerts(
  memory: AlertMemory,
  now: AccountSnapshot,
  nowMs: number,
): readonly (BlockAlert | UnblockedAlert)[] {
  const { blocked: before } = memory;
  const accountId = now.id;
  const [named, block] = [blockFacts(now), notifiableBlock(now)];
  if (named !== null && costsMoney(now) && !knowsCosts(before, named, nowMs)) {
    const keys = blockDedupKeys('exhausted', accountId, { code: 'paid-extra-usage', until: named.until }, nowMs);
    return [{ kind: 'exhausted', accountId, block: named, keys }];
  }
  if (block !== null && !isSameBlock(before, block, nowMs) && windowBefore(memory, now, nowMs) === null) {
    return [{ kind: 'exhausted', accountId, block, keys: blockDedupKeys('exhausted', accountId, block, nowMs) }];
  }
  if (before === null || now.use !== 'active') return [];
  const { code, figure, untilMs } = before;
  const until = untilMs === null ? null : new Date(untilMs).toISOString();
  const over = { code, ...(figure === undefined ? {} : { figure }), until };
  return [{ kind: 'window-back', accountId, block: over, keys: blockDedupKeys('window-back', accountId, over, nowMs) }];
}

/**
 * The block that the memory keeps. While the account's state is unknown, the last known block stays. Of one block the
 * most precise reason stays, with the window that explains it.
 */
export function rememberedBlock(memory: AlertMemory, now: AccountSnapshot, nowMs: number): RememberedBlock | null {
  const { blocked: before } = memory;
  const named = blockFacts(now);
  if (now.use === 'unknown') return before;
  if (named === null) return null;
  const isPaid = costsMoney(now) || knowsCosts(before, named, nowMs);
  const paid = isPaid ? ({ paid: true } as const) : {};
  const windowId = now.blockedReason?.windowId;
  const block = notifiableBlock(now);
  if (block !== null) {
    const explainedBy = isSameBlock(before, block, nowMs) ? before?.windowId : windowBefore(memory, now, nowMs);
    const isLessPrecise = before !== null && kindOf(block) === 'vague' && isSameBlock(before, block, nowMs);
    return {
      ...(isLessPrecise ? before : remembered(block)),
      ...(explainedBy === undefined || explainedBy === null ? {} : { windowId: explainedBy }),
      ...paid,
    };
  }
  if (windowId === undefined) return null;
  if (before !== null && windowToldBefore(memory, now, nowMs) !== null) {
    const { untilMs } = remembered(named);
    return { ...before, untilMs: untilMs ?? before.untilMs, windowId, ...paid };
  }
  return isPaid ? { ...remembered(named), windowId, ...paid } : null;
}

function remembered({ code, figure, until }: BlockFacts): RememberedBlock {
  return { code, ...(figure === undefined ? {} : { figure }), untilMs: until === null ? null : Date.parse(until) };
}

/**
 * The id of the window that explains the block of an account, and whose block the user knows already; null: none. Its
 * own alert would repeat the block.
 */
export function windowToldBefore({ blocked }: AlertMemory, now: AccountSnapshot, nowMs: number): string | null {
  const [named, windowId] = [blockFacts(now), now.blockedReason?.windowId];
  if (blocked === null || named === null || windowId === undefined) return null;
  return isSameBlock(blocked, named, nowMs) && (blocked.windowId ?? windowId) === windowId ? windowId : null;
}

const accountWindowId = /^(session|weekly|\d+[hdm])$/;

/**
 * The id of a used-up window that the memory knows, whose reset is still to come and whose figure is missing now; null:
 * none. The user knows of this window, so a refusal without a reason of its own is no news.
 */
function windowBefore({ windows: marks }: AlertMemory, now: AccountSnapshot, nowMs: number): string | null {
  if (now.blockedReason === null || kindOf(now.blockedReason) === 'own') return null;
  const isKnown = (id: string): boolean => now.windows.some((window) => window.id === id && !window.stale);
  const found = Object.entries(marks).find(
    ([id, { exhausted, resetsAtMs }]) =>
      exhausted && resetsAtMs !== null && resetsAtMs > nowMs && accountWindowId.test(id) && !isKnown(id),
  );
  return found?.[0] ?? null;
}

function costsMoney({ use, blockedReason }: AccountSnapshot): boolean {
  return use === 'exhausted' && blockedReason?.beyondLimit?.mode === 'paid-extra-usage';
}

/**
 * The block that deserves an alert; null: none. Full concurrent sessions are left out, because they come and
 * go with each call. Limits of models are left out, because each one is a window with its own alert.
 */
function notifiableBlock(account: AccountSnapshot): BlockFacts | null {
  const { blockedReason } = account;
  if (!isBlockedOutright(account)) return null;
  return blockedReason?.figure === 'sessions' || blockedReason?.figure === 'features' ? null : blockFacts(account);
}

/** The facts of the reason that the snapshot names; null: nothing blocks the account. */
function blockFacts({ use, blockedReason, windows }: AccountSnapshot): BlockFacts | null {
  if (use !== 'exhausted' || blockedReason === null) return null;
  const { code, figure, until, beyondLimit, windowId } = blockedReason;
  const window = windows.find(({ id }) => id === windowId);
  return {
    code,
    ...(figure === undefined ? {} : { figure }),
    ...(beyondLimit === undefined ? {} : { beyondLimit }),
    ...(window === undefined ? {} : { limit: { label: window.label, name: window.name } }),
    until,
  };
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
