import type { AccountDataState } from '../accounts/data-state.ts';
import type { AccountUse } from '../accounts/judgement.ts';
import type { Source } from '../usage/fact.ts';
import type { BlockCode, BlockFigure } from '../usage/observation.ts';

/** The public snapshot, schema version 1 (interfaces.md). `null` means unknown and is never 0. */
export interface Snapshot {
  readonly schemaVersion: 1;
  readonly generatedAt: string;
  readonly pool: TotalsSnapshot;
  readonly accounts: readonly AccountSnapshot[];
}

export interface TotalsSnapshot {
  readonly accounts: {
    readonly total: number;
    readonly active: number;
    readonly exhausted: number;
    readonly unknown: number;
  };
  readonly credits: TotalsCredits | null;
  readonly mostUsed: MostUsedWindow | null;
  /** Prepaid money, each currency by itself; no two are ever added up. */
  readonly money: readonly TotalsMoney[];
  /** The same by provider, and by the user's own groups; parts of one account only are listed too. */
  readonly parts: readonly TotalsPart[];
}

export interface TotalsMoney {
  readonly currency: string;
  /** Of the balances of now; null: none is known. */
  readonly total: string | null;
  /** Dollars in the reader's currency; null for other currencies, or where dollars are not converted. */
  readonly converted: ConvertedAmount | null;
  /** Accounts whose balance is in the sum. */
  readonly knownAccounts: number;
  /** Accounts whose balance in this currency is withdrawn or old: counted, not summed. */
  readonly unknownAccounts: number;
}

export interface TotalsPart {
  readonly kind: 'provider' | 'group';
  /** A provider's id, or the group's name as the user wrote it. */
  readonly name: string;
  readonly accounts: TotalsSnapshot['accounts'];
  readonly credits: TotalsCredits | null;
  readonly mostUsed: MostUsedWindow | null;
}

/** Dollars in the reader's currency: an estimate, with the rate it was made by. */
export interface ConvertedAmount {
  readonly currency: string;
  readonly amount: string;
  readonly rate: string;
  /** `YYYY-MM-DD` */
  readonly rateDate: string;
  readonly rateSource: 'own' | 'table';
}

export interface TotalsCredits {
  /** Of the balances of now; null: none is known, or every account is unlimited. */
  readonly total: string | null;
  readonly usd: string | null;
  /** `usd` in the reader's currency; null: not asked for, or no rate. */
  readonly converted: ConvertedAmount | null;
  /** Accounts whose balance is unknown, withdrawn or old: counted, not summed. */
  readonly unknownAccounts: number;
  readonly unlimitedAccounts: number;
}

export interface MostUsedWindow {
  readonly accountId: string;
  readonly windowId: string;
  readonly usedPercent: number;
  readonly resetsAt: string | null;
}

export interface BlockedReason {
  readonly code: BlockCode;
  /** The figure beside the windows that leaves nothing; left out: a window, the service's own word, or the way. */
  readonly figure?: BlockFigure;
  /** When it ends; null: not known. */
  readonly until: string | null;
  /** One sentence for a person. */
  readonly text: string;
}

export interface AccountSnapshot {
  readonly id: string;
  readonly provider: string;
  readonly label: string;
  /** The user's group; null: none. */
  readonly group: string | null;
  readonly email: string | null;
  /** The name of its workspace; null: not known. */
  readonly workspace: string | null;
  readonly plan: string | null;
  readonly state: AccountDataState;
  readonly message: string | null;
  /** Whether it can work now; `exhausted` wherever there is a reason that blocks it, `unknown` where nothing of now is known. */
  readonly use: AccountUse;
  /** Why it cannot be used now, or where `use` is `unknown`, what keeps us from knowing; null: nothing that is known. */
  readonly blockedReason: BlockedReason | null;
  readonly fetchedAt: string | null;
  readonly nextRefreshAt: string | null;
  readonly windows: readonly WindowSnapshot[];
  readonly credits: CreditsSnapshot | null;
  readonly grant: GrantSnapshot | null;
  readonly spend: SpendSnapshot | null;
  /** Every spend limit the service told of, the one in force first. */
  readonly spendLimits: readonly SpendSnapshot[];
  /** Money paid in advance. */
  readonly prepaid: PrepaidSnapshot | null;
  /** Banked resets. */
  readonly resetCredits: {
    readonly available: number;
    readonly nextExpiresAt: string | null;
    /** null: not known. */
    readonly asOf: string | null;
    /** Too old for a figure of now. */
    readonly stale: boolean;
  } | null;
  readonly concurrency: {
    readonly current: number | null;
    readonly limit: number | null;
    readonly hardCap: number | null;
    /** Too old for a figure of now. */
    readonly stale: boolean;
  } | null;
  readonly ledger: {
    readonly remaining: number | null;
    readonly capped: string;
    readonly geminiRemaining: number | null;
    readonly tier: string;
    /** What the newest call cost; null: not told. */
    readonly lastCharge: number | null;
    readonly resetsAt: string | null;
    /** Too old for a figure of now. */
    readonly stale: boolean;
  } | null;
  /** How well the service serves the account now. */
  readonly service: {
    /** `normal`, `interactive`, `degraded`, `batch` or another word of the service. */
    readonly mode: string | null;
    /** Its requests wait behind those of others. */
    readonly waits: boolean;
    readonly waitsUntil: string | null;
    readonly reason: string | null;
    /** null: not known. */
    readonly asOf: string | null;
    /** Too old to be so now; a wait until a time to come holds until then. */
    readonly stale: boolean;
  } | null;
}

export interface PaceSnapshot {
  /** How much would be used by now at an even pace. */
  readonly expectedPercent: number;
  /** When it runs out if it goes on like lately; null: not before the reset, or not known. */
  readonly exhaustsAt: string | null;
  /** Between which times, as far as can be told; the second may lie after the reset. */
  readonly exhaustsBetween?: readonly [from: string, to: string] | null;
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
  /** Whether the use passed the user's warning steps (S1-36); null: not, or not known. */
  readonly warning: 'warning' | 'critical' | null;
  readonly blockedBy: string | null;
  /** How it is being used; null: too little was seen, or it is too old. */
  readonly pace: PaceSnapshot | null;
  readonly source: Source;
  readonly asOf: string;
  /** Too old for a figure of now, or left out by a newer answer of the service. */
  readonly stale: boolean;
}

export interface CreditsSnapshot {
  readonly hasCredits: boolean | null;
  readonly unlimited: boolean | null;
  readonly balance: string | null;
  readonly usd: string | null;
  readonly converted: ConvertedAmount | null;
  /** The balance is below the user's threshold. */
  readonly low: boolean;
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
  /** The user does not want to see it again. */
  readonly dismissed: boolean;
  /** It may also be shown where nobody asked for it (S0-14). */
  readonly promoted: boolean;
}

export interface PrepaidSnapshot {
  readonly currency: string;
  readonly balance: string;
  /** Dollars in the reader's currency; null for other currencies, or where dollars are not converted. */
  readonly converted: ConvertedAmount | null;
  readonly nextExpiresAt: string | null;
  /** Money in further currencies, each by itself. */
  readonly further: readonly { readonly currency: string; readonly balance: string }[];
  /** The service says that nothing can be paid with it, whatever its figure. */
  readonly spent: boolean;
  readonly asOf: string;
  readonly stale: boolean;
}

export interface SpendSnapshot {
  readonly currency: string | null;
  readonly unit: 'money' | 'credits';
  readonly used: string | null;
  /** What is used, where it is dollars, in the reader's currency. */
  readonly converted: ConvertedAmount | null;
  /** null: no cap, or not told (`isCapUnknown`). */
  readonly limit: string | null;
  /** The service does not say whether there is a cap. */
  readonly isCapUnknown?: true;
  readonly remaining: string | null;
  readonly scope: string;
  readonly resetsAt: string | null;
  /** When the service said so; null: not told. */
  readonly asOf: string | null;
  /** Too old for a figure of now, of before its reset, or called unknown since. */
  readonly stale: boolean;
}
