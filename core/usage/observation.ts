import type { DecimalString } from '../units/decimal.ts';
import type { Source, Stated } from './fact.ts';

/** Everything one source said about one account at one moment. Fields it did not speak about are left out. */
export interface Observation {
  readonly source: Source;
  /** When it was true: for a poll, the time its request was sent (S4-17). Epoch ms. */
  readonly asOfMs: number;
  readonly plan?: Stated<string>;
  readonly windows?: WindowsReading;
  readonly credits?: Stated<CreditFlags>;
  /** Credits left, in the vendor's unit. */
  readonly balance?: Stated<DecimalString>;
  /** `null` as a value: the source says there is no limit to show. */
  readonly spend?: Stated<SpendReading | null>;
  /** Every spend limit that the answer holds, the one in force first. */
  readonly spendLimits?: Stated<readonly SpendReading[]>;
  /** The same from a question of its own, where the usage answer names no limit (S1-13). */
  readonly monthlySpend?: Stated<SpendReading | null>;
  /** Money paid in advance, which is used up; never a limit and never a grant. */
  readonly prepaid?: Stated<PrepaidReading>;
  readonly resetCredits?: Stated<ResetCreditsReading>;
  /** The same from a list of the single ones, which also knows when they expire. */
  readonly resetCreditList?: Stated<ResetCreditsReading>;
  readonly grant?: Stated<GrantReading>;
  readonly concurrency?: Stated<ConcurrencyReading>;
  readonly service?: Stated<ServiceReading>;
  readonly ledger?: Stated<MeteredReading>;
  /** Whether the service lets the account work, in its own words. `null` as a value: nothing stops it. */
  readonly blocked?: Stated<BlockReading | null>;
  /** Paths (key names only) of fields whose form was not understood; the rest was kept. */
  readonly oddPaths: readonly string[];
}

export interface WindowsReading {
  /** True: these are all the windows there are, so whatever is older and not here is gone. */
  readonly complete: boolean;
  readonly items: readonly WindowReading[];
}

export interface WindowReading {
  /** `session`, `weekly`, `<n>h`, `<n>d` or the limit's own id. */
  readonly id: string;
  readonly shape: WindowShape;
  /** 0..100, or above where the source says so. */
  readonly usedPercent?: Stated<number>;
  /** The source's own word that the limit is hit, whatever the percentage says. */
  readonly reached?: Stated<Reached>;
  readonly resetsAtMs?: Stated<number>;
}

/** `one-of-several`: the limit is hit, and the source does not say by which of its windows. */
export type Reached = boolean | 'one-of-several';

/** Why an account cannot be used. Public names of the snapshot. */
export const blockCodes = [
  'weekly-used-up',
  'window-used-up',
  'model-unavailable',
  'spend-cap',
  'workspace-credits',
  'ordinary-usage-off',
  'region',
  'network',
  'incident',
  'unknown',
] as const;

export type BlockCode = (typeof blockCodes)[number];

/** A figure beside the windows that can block an account; `features`: the limits of all its models and features. */
export const blockFigures = ['prepaid', 'spend', 'ledger', 'sessions', 'features'] as const;

export type BlockFigure = (typeof blockFigures)[number];

/** A service's own statement that the account cannot be used now, whatever its percentages say. */
export interface BlockReading {
  /** `unknown`: the service gives no reason, or one that is not known here. */
  readonly code: BlockCode;
  /** When the service says that the block ends, epoch ms; null: it does not say. */
  readonly endsAtMs: number | null;
  /** The window that the service refused for; left out: the whole account. A window that is not known stands for the account. */
  readonly windowId?: string;
}

export interface WindowShape {
  /** Name of the model or feature it limits; null for a limit of the whole account. */
  readonly name: string | null;
  /**
   * `redeemingAccount`: binds everything. `part`: binds a model or feature, inside the account's limits.
   * `own`: a pool of its own that the account's limits do not touch.
   */
  readonly scope: 'account' | 'part' | 'own';
  readonly durationSeconds: number | null;
  /** Its service states a reset only while the window runs: one with a reset has begun, be it at 0 %. */
  readonly runsWithReset?: true;
}

export interface CreditFlags {
  readonly hasCredits: boolean | null;
  readonly unlimited: boolean | null;
  readonly overageLimitReached: boolean | null;
}

export interface SpendReading {
  readonly unit: 'money' | 'credits';
  /** ISO 4217, upper case; null when the unit is credits. */
  readonly currency: string | null;
  readonly used: DecimalString | null;
  /** null: no cap, or `isCapUnknown`. */
  readonly limit: DecimalString | null;
  /** The service does not say whether there is a cap, which is not the same as none. */
  readonly isCapUnknown?: true;
  readonly remaining: DecimalString | null;
  readonly scope: string;
  readonly resetsAtMs: number | null;
}

/** One currency of several that an account holds; as in `PrepaidReading`. */
interface PrepaidAmount {
  readonly currency: string;
  readonly balance: DecimalString;
}

export interface PrepaidReading {
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** With exactly the currency's decimals; negative where the service says so. */
  readonly balance: DecimalString;
  /** When the first part of it expires; null: not known, or never. */
  readonly nextExpiresAtMs: number | null;
  /** Money in further currencies, each by itself; left out: none. */
  readonly further?: readonly PrepaidAmount[];
  /** The service says that nothing can be paid with it, whatever its figure. */
  readonly spent?: true;
}

export interface ResetCreditsReading {
  readonly available: number;
  readonly nextExpiresAtMs: number | null;
}

/** Sessions that the service counts now, over all devices of the key (S2). */
export interface ConcurrencyReading {
  readonly current: number | null;
  /** The soft limit. */
  readonly limit: number | null;
  readonly hardCap: number | null;
}

/** How well the service serves this account now (S2-9). */
export interface ServiceReading {
  /** `normal`, `interactive`, `degraded`, `batch` or another word of the service. */
  readonly mode: string | null;
  /** Until when the account's requests wait behind others; null: they do not. */
  readonly boxedUntilMs: number | null;
  readonly reason: string | null;
  /** They wait, and the service does not say until when. */
  readonly isLow?: true;
}

/** What a relay with metered installs says is left (S3 wire). */
export interface MeteredReading {
  /** null: without limit. */
  readonly remaining: number | null;
  readonly tier: string;
  /** Which allowance caps it, in the words of the snapshot: lifetime, monthly, none; null: not said. */
  readonly capped: string | null;
  readonly geminiRemaining: number | null;
  /** Whether the newest call was charged; null: not said. */
  readonly lastCharge: number | null;
  readonly resetsAtMs: number | null;
}

/** A one-time credit that the service offers an organisation (S0). Never part of a balance. */
export interface GrantReading {
  /** There is an offer. */
  readonly available: boolean;
  readonly eligible: boolean;
  /** The organisation already has it. */
  readonly granted: boolean;
  readonly amountMinorUnits: number | null;
  /** ISO 4217, upper case. */
  readonly currency: string | null;
  /** When the service said so, epoch ms; null: not known, so it never counts as fresh (S0-21). */
  readonly answeredAtMs: number | null;
}

/** The shape of a window about which nothing but its figure is known. */
export const noShape: WindowShape = { name: null, scope: 'account', durationSeconds: null };
