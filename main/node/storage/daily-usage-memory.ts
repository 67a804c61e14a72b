import type { DailyUsageDay } from '../../../core/daily-usage/day.ts';
import { type RequestRecord, type DailyUsageStore, maxWaitMs, mergeDays } from '../../../core/daily-usage/store.ts';

/** Days as long as this process lives, where there is no database. */
export function createDailyUsageMemory(): DailyUsageStore {
  const kept = new Map<string, readonly DailyUsageDay[]>();
  const records = new Map<string, RequestRecord>();
  const days = (accountId: string): readonly DailyUsageDay[] => kept.get(accountId) ?? [];
  return Object.freeze({
    days,
    keep: (accountId: string, more: readonly DailyUsageDay[]) =>
      void kept.set(accountId, mergeDays(days(accountId), more)),
    asked: (accountId: string) => records.get(accountId) ?? null,
    claim: (accountId: string, nowMs: number, notBeforeMs: number) => {
      const record = records.get(accountId) ?? { answeredAtMs: null, notBeforeMs: 0 };
      if (record.notBeforeMs > nowMs && record.notBeforeMs <= nowMs + maxWaitMs) return false;
      records.set(accountId, { ...record, notBeforeMs });
      return true;
    },
    settle: (accountId: string, answeredAtMs: number | null, notBeforeMs: number) => {
      const earlier = records.get(accountId)?.answeredAtMs ?? null;
      records.set(accountId, { answeredAtMs: answeredAtMs ?? earlier, notBeforeMs });
    },
    move: (from: string, to: string) => {
      if (kept.has(from)) kept.set(to, mergeDays(days(to), days(from)));
      const [old, own] = [records.get(from), records.get(to)];
      if (old !== undefined && (own === undefined || own.notBeforeMs < old.notBeforeMs)) records.set(to, old);
      kept.delete(from);
      records.delete(from);
      return true;
    },
    forget: (accountId: string) => {
      kept.delete(accountId);
      records.delete(accountId);
      return true;
    },
  });
}
