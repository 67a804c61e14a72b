import type { DecimalString } from '../units/decimal.ts';

/** What one account used on one day, by the service's own calendar. Null is unknown, never 0. */
export interface DailyUsageDay {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** When the request was sent whose answer this is. */
  readonly asOfMs: number;
  readonly totals: UsageCounts;
  /** The service tells tokens a day late, so they have an age of their own; null: never told. */
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

/** The part of one client or model in a day. */
export interface UsagePart extends UsageCounts {
  /** As the service names it, such as `CODEX_CLI`. */
  readonly name: string;
}
