import type { Source } from '../quota/fact.ts';

/** The public snapshot, schema version 1 (interfaces.md). `null` means unknown and is never 0. */
export interface Snapshot {
  readonly schemaVersion: 1;
  readonly generatedAt: string;
  readonly pool: PoolSnapshot;
  readonly accounts: readonly AccountSnapshot[];
}

export interface PoolSnapshot {
  readonly accounts: {
    readonly total: number;
    readonly active: number;
    readonly exhausted: number;
    readonly unknown: number;
  };
  readonly credits: PoolCredits | null;
  readonly mostUsed: MostUsedWindow | null;
}

export interface PoolCredits {
  readonly total: string;
  readonly usd: string | null;
  readonly unknownAccounts: number;
  readonly unlimitedAccounts: number;
}

export interface MostUsedWindow {
  readonly accountId: string;
  readonly windowId: string;
  readonly usedPercent: number;
  readonly resetsAt: string | null;
}

export type AccountDataState = 'fresh' | 'stale' | 'not-measured' | 'signed-out' | 'rate-limited' | 'offline' | 'error';

export interface AccountSnapshot {
  readonly id: string;
  readonly provider: string;
  readonly label: string;
  readonly email: string | null;
  readonly plan: string | null;
  readonly state: AccountDataState;
  readonly message: string | null;
  readonly fetchedAt: string | null;
  readonly nextRefreshAt: string | null;
  readonly windows: readonly WindowSnapshot[];
  readonly credits: CreditsSnapshot | null;
  readonly grant: GrantSnapshot | null;
  readonly spend: SpendSnapshot | null;
  readonly resetCredits: { readonly available: number; readonly nextExpiresAt: string | null } | null;
  readonly concurrency: {
    readonly current: number | null;
    readonly limit: number | null;
    readonly hardCap: number | null;
  } | null;
  readonly ledger: {
    readonly remaining: number | null;
    readonly capped: string;
    readonly geminiRemaining: number | null;
    readonly tier: string;
  } | null;
}

export type WindowState = 'open' | 'not-started' | 'exhausted' | 'blocked' | 'reset-pending';

export interface WindowSnapshot {
  readonly id: string;
  readonly label: string;
  readonly name: string | null;
  readonly usedPercent: number | null;
  readonly durationSeconds: number | null;
  readonly resetsAt: string | null;
  readonly state: WindowState;
  readonly blockedBy: string | null;
  readonly pace: { readonly expectedPercent: number; readonly exhaustsAt: string | null } | null;
  readonly source: Source;
  readonly asOf: string;
}

export interface CreditsSnapshot {
  readonly hasCredits: boolean | null;
  readonly unlimited: boolean | null;
  readonly balance: string | null;
  readonly usd: string | null;
  readonly overageLimitReached: boolean | null;
  readonly asOf: string;
  readonly stale: boolean;
}

/** A one-time credit on offer; not a balance. */
export interface GrantSnapshot {
  readonly available: boolean;
  readonly eligible: boolean;
  readonly granted: boolean;
  readonly amountMinorUnits: number | null;
  readonly currency: string | null;
  /** `$50`, `€50.50`; null where the amount or its currency is not known. */
  readonly display: string | null;
  /** When the service said so; null: not known. */
  readonly asOf: string | null;
  /** Older than an hour or of unknown age: the last known offer, which may be over. */
  readonly stale: boolean;
}

export interface SpendSnapshot {
  readonly currency: string | null;
  readonly unit: 'money' | 'credits';
  readonly used: string | null;
  readonly limit: string | null;
  readonly remaining: string | null;
  readonly scope: string;
  readonly resetsAt: string | null;
}
