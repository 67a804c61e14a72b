import type { DecimalString } from '../units/decimal.ts';
import type { Source, Stated } from './fact.ts';
import { factNames, type Statements } from './facts.ts';

/** Everything one source said about one account at one time. It leaves out what it does not speak about. */
export interface Observation extends Statements {
  readonly source: Source;
  /** When it was true, epoch ms. For a poll: when its request was sent, because the answer took some seconds. */
  readonly asOfMs: number;
  readonly windows?: WindowsReading;
  /** Paths (names of keys only) of fields whose form was not understood. The other fields are kept. */
  readonly oddPaths: readonly string[];
}

export interface WindowsReading {
  /** True: the account has no other windows, so the merge drops older ones. */
  readonly complete: boolean;
  readonly items: readonly WindowReading[];
}

export interface WindowReading {
  /** `session`, `weekly`, `<n>h`, `<n>d` or the limit's own id. */
  readonly id: string;
  readonly shape: WindowShape;
  /** 0..100, or above where the source says so. */
  readonly usedPercent?: Stated<number>;
  /** The source's own statement that the limit is reached, whatever the percentage is. */
  readonly reached?: Stated<Reached>;
  readonly resetsAtMs?: Stated<number>;
}

/** `one-of-several`: the limit is reached, but the source does not say which of its windows is used up. */
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

/** A service's own statement that the account cannot be used now, whatever its percentages are. */
export interface BlockReading {
  /** `unknown`: the service gives no reason, or one that this app does not know. */
  readonly code: BlockCode;
  /** When the service says that the block ends, epoch ms; null: it does not say. */
  readonly endsAtMs: number | null;
  /** The window that is the reason; left out: the whole account. An unknown window counts as the whole account. */
  readonly windowId?: string;
}

export interface WindowShape {
  /** The name of the model or feature that it limits; null: it limits the whole account. */
  readonly name: string | null;
  /**
   * `account`: limits everything. `part`: limits a model or feature, inside the limits of the account.
   * `own`: a limit of its own, which the limits of the account do not touch.
   */
  readonly scope: 'account' | 'part' | 'own';
  readonly durationSeconds: number | null;
  /** The service states a reset only while the window runs, so a window with a reset has begun, even at 0 %. */
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
  /** The service does not say whether there is a cap, so a `limit` of null does not mean "none". */
  readonly isCapUnknown?: true;
  readonly remaining: DecimalString | null;
  readonly scope: string;
  readonly resetsAtMs: number | null;
}

/** The balance in one of several currencies; the fields are those of `PrepaidReading`. */
interface PrepaidAmount {
  readonly currency: string;
  readonly balance: DecimalString;
}

export interface PrepaidReading {
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** With exactly the currency's decimals; negative where the service says so. */
  readonly balance: DecimalString;
  /** When the first part of it expires, epoch ms; null: not known, or never. */
  readonly nextExpiresAtMs: number | null;
  /** Balances in further currencies; left out: none. */
  readonly further?: readonly PrepaidAmount[];
  /** The service says that nothing can be paid with it, whatever the balance is. */
  readonly spent?: true;
}

export interface ResetCreditsReading {
  readonly available: number;
  readonly nextExpiresAtMs: number | null;
}

/** The sessions that run now on all devices of the key, as the service counts them. */
export interface ConcurrencyReading {
  readonly current: number | null;
  /** The soft limit. */
  readonly limit: number | null;
  readonly hardCap: number | null;
}

/** How well the service serves this account now. */
export interface ServiceReading {
  /** `normal`, `interactive`, `degraded`, `batch` or another word of the service. */
  readonly mode: string | null;
  /** Until when the requests of the account wait behind others, epoch ms; null: they do not wait. */
  readonly boxedUntilMs: number | null;
  readonly reason: string | null;
  /** The requests wait, but the service does not say until when. */
  readonly isLow?: true;
}

/** What is left of the allowance of a relay with metered installs. */
export interface MeteredReading {
  /** null: without limit. */
  readonly remaining: number | null;
  readonly tier: string;
  /** Which allowance caps it, in the words of the snapshot: lifetime, monthly, none; null: not stated. */
  readonly capped: string | null;
  readonly geminiRemaining: number | null;
  /** The charge of the newest call; null: not stated. */
  readonly lastCharge: number | null;
  readonly resetsAtMs: number | null;
}

/** A one-time credit that the service offers an organisation. It is never part of a balance. */
export interface GrantReading {
  /** There is an offer. */
  readonly available: boolean;
  readonly eligible: boolean;
  /** The organisation already has it. */
  readonly granted: boolean;
  readonly amountMinorUnits: number | null;
  /** ISO 4217, upper case. */
  readonly currency: string | null;
  /** When the service stated it, epoch ms; null: not known, so the grant never counts as fresh. */
  readonly answeredAtMs: number | null;
}

/** The shape of a window about which nothing but its figure is known. */
export const noShape: WindowShape = { name: null, scope: 'account', durationSeconds: null };

/** True when an observation states a value of something. That nothing blocks the account is no such statement. */
export function hasKnownValue(observation: Observation): boolean {
  if ((observation.windows?.items.length ?? 0) > 0) return true;
  return factNames.some((name) => {
    const statement = observation[name];
    return statement?.is === 'value' && !(name === 'blocked' && statement.value === null);
  });
}
