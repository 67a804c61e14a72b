import type { DecimalString } from '../units/decimal.ts';

/** What one account used on one day of the service's calendar. Null is unknown, never 0. */
export interface DailyUsageDay {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** When the request of this answer was sent. */
  readonly asOfMs: number;
  readonly totals: UsageCounts;
  /** The service states tokens a day late, so they have their own age; null: never stated. */
  readonly tokens: UsageTokens | null;
  readonly clients: readonly UsagePart[];
  readonly models: readonly UsagePart[];
}

export interface UsageCounts {
  readonly users: number | null;
  readonly threads: number | null;
  readonly turns: number | null;
  readonly credits: DecimalString | null;
}

/** The token fields of one answer; at least one is known. */
export interface UsageTokens {
  readonly asOfMs: number;
  readonly uncachedInput: number | null;
  readonly cachedInput: number | null;
  readonly output: number | null;
  readonly total: number | null;
}

/** What one client or model used on a day. */
export interface UsagePart extends UsageCounts {
  /** The name that the service uses, such as `CODEX_CLI`. */
  readonly name: string;
}
