import type { DailyUsageDay } from './day.ts';

/** Where days are kept, and when the service was asked; shared with other processes. Nothing throws. */
export interface DailyUsageStore {
  /** In the order of their dates. */
  readonly days: (accountId: string) => readonly DailyUsageDay[];
  /** Merges an answer into what is kept. */
  readonly keep: (accountId: string, days: readonly DailyUsageDay[]) => void;
  readonly asked: (accountId: string) => AskedRecord | null;
  /** True for the one who may ask now; then nobody may before `notBeforeMs`. */
  readonly claim: (accountId: string, nowMs: number, notBeforeMs: number) => boolean;
  /** What came of it: `answeredAtMs` null keeps the earlier time. */
  readonly settle: (accountId: string, answeredAtMs: number | null, notBeforeMs: number) => void;
  /** Merges the days of an account into those of another one. False: it was refused, and nothing changed. */
  readonly move: (fromAccountId: string, toAccountId: string) => boolean;
  /** False: it was refused. */
  readonly forget: (accountId: string) => boolean;
}

export interface AskedRecord {
  /** When the request was sent that was answered last; null: none ever was. */
  readonly answeredAtMs: number | null;
  readonly notBeforeMs: number;
}

/** No service asks for a longer wait; one that seems longer is of a clock that was set back. */
export const longestWaitMs = 86_400_000;
