import type { AlertMemory } from './memory.ts';
import type { NoticeFacts } from './notice-facts.ts';

/**
 * What became of a notice: shown by the desktop, listed only (switched off or snoozed), or held back in
 * quiet hours until it can be summed up.
 */
export type NoticeDelivery = 'shown' | 'listed' | 'held';

export interface NewNotice {
  readonly accountId: string;
  readonly atMs: number;
  readonly facts: NoticeFacts;
  readonly delivery: NoticeDelivery;
}

export interface StoredNotice extends NewNotice {
  readonly id: number;
  readonly seen: boolean;
}

/** Until when nothing is shown, epoch ms: for all accounts, and for single ones. */
export interface Snoozes {
  readonly allUntilMs: number | null;
  readonly accounts: ReadonlyMap<string, number>;
}

/** So many notices are kept. */
export const mostNotices = 50;

/** Notices and what alerts remember, over restarts. Nothing throws. */
export interface NoticeStore {
  readonly add: (notice: NewNotice) => void;
  /** The newest first, at most `mostNotices`. */
  readonly list: () => readonly StoredNotice[];
  readonly markSeen: () => void;
  /** Whether something waits for the end of quiet hours. */
  readonly hasHeld: () => boolean;
  /** Those that were held back are dealt with: from now on they are only listed. */
  readonly settleHeld: () => void;
  readonly snoozes: () => Snoozes;
  /** @param accountId null: all. @param untilMs null: no longer. */
  readonly snooze: (accountId: string | null, untilMs: number | null) => void;
  readonly memory: (accountId: string) => AlertMemory | null;
  readonly remember: (accountId: string, memory: AlertMemory) => void;
  /** Everything about one account. */
  readonly forget: (accountId: string) => void;
}

/** The same in memory, which can be filled with what was kept elsewhere. */
export interface NoticeMemory extends NoticeStore {
  /** Puts a notice on top as it was. */
  readonly restore: (notice: StoredNotice) => void;
}

/** Whether an account is snoozed, by itself or with all. */
export function isSnoozed({ allUntilMs, accounts }: Snoozes, accountId: string, nowMs: number): boolean {
  return nowMs < (allUntilMs ?? 0) || nowMs < (accounts.get(accountId) ?? 0);
}
