import type { AlertMemory } from '../../core/alerts/memory.ts';
import {
  maxNotifications,
  type RestorableNotificationStore,
  type StoredNotification,
} from '../../core/alerts/store.ts';

/** Notices until the app quits: where there is no database to keep them in. */
export function createNoticeMemory(): RestorableNotificationStore {
  const memories = new Map<string, AlertMemory>();
  const accounts = new Map<string, number>();
  let allUntilMs: number | null = null;
  let notices: readonly StoredNotification[] = [];
  let lastId = 0;
  return Object.freeze({
    add: (notice) => {
      lastId += 1;
      notices = [{ ...notice, id: lastId, seen: false }, ...notices].slice(0, maxNotifications);
    },
    restore: (notice) => {
      lastId = Math.max(lastId, notice.id);
      notices = [notice, ...notices].slice(0, maxNotifications);
    },
    list: () => notices,
    markSeen: () => {
      notices = notices.map((notice) => ({ ...notice, seen: true }));
    },
    hasHeld: () => notices.some(({ delivery }) => delivery === 'held'),
    settleHeld: () => {
      notices = notices.map((notice) => (notice.delivery === 'held' ? { ...notice, delivery: 'listed' } : notice));
    },
    snoozes: () => ({ allUntilMs, accounts: new Map(accounts) }),
    snooze: (accountId, untilMs) => {
      if (accountId === null) allUntilMs = untilMs;
      else if (untilMs === null) accounts.delete(accountId);
      else accounts.set(accountId, untilMs);
    },
    memory: (accountId) => memories.get(accountId) ?? null,
    remember: (accountId, memory) => void memories.set(accountId, memory),
    forget: (accountId) => {
      memories.delete(accountId);
      accounts.delete(accountId);
      notices = notices.filter((notice) => notice.accountId !== accountId);
    },
  } satisfies RestorableNotificationStore);
}
