import type { DecimalString } from '../units/decimal.ts';
import type { Source, Stated } from './fact.ts';
import { factNames, type Statements } from './facts.ts';

/**
 * The statements of one source about one account at one time. It leaves out every field that the source does not state.
 */
export interface Observation extends Statements {
  readonly source: Source;
  /**
   * When the observation was true, epoch ms. For a poll it is the time of the request, because the answer takes some
   * seconds.
   */
  readonly asOfMs: number;
  readonly windows?: WindowsReading;
  /** Paths of unrecognized fields, with names of keys only. The other fields are kept. */
  readonly oddPaths: readonly string[];
}

/** The windows that one source stated. */
export interface WindowsReading {
  /** True: the account has no other windows, so the merge drops older windows. */
  readonly complete: boolean;
  readonly items: readonly WindowReading[];
}

/** One window as one source stated it. */
export interface WindowReading {
  /** `session`, `weekly`, `<n>h`, `<n>d` or the limit's own id. */
  readonly id: string;
  readonly shape: WindowShape;
  /** The used percentage, 0 to 100, or above 100 if the source says so. */
  readonly usedPercent?: Stated<number>;
  /** The source's own statement that the limit is reached, whatever the percentage is. */
  readonly reached?: Stated<Reached>;
  readonly resetsAtMs?: Stated<number>;
}

/** Whether a limit is reached. `one-of-several`: the source does not say which of its windows is used up. */
export type Reached = boolean | 'one-of-several';

/** Why an account cannot be used. These are public names of the snapshot. */
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
  'reserve',
  'paid-extra-usage',
  'grace-period',
  'lower-priority',
] as const;

/** One of `blockCodes`. */
export type BlockCode = (typeof blockCodes)[number];

/** The figures beside the windows that can block an account. `features`: the limits of all its models and features. */
export const blockFigures = ['prepaid', 'spend', 'ledger', 'sessions', 'features'] as const;

/** One of `blockFigures`. */
export type BlockFigure = (typeof blockFigures)[number];

/** A service's own statement that the account cannot be used now, whatever its percentages are. */
export interface BlockReading {
  /** `unknown`: the service gives no reason, or a reason that this app does not know. */
  readonly code: BlockCode;
  /** When the block ends according to the service, epoch ms; null: the service does not say. */
  readonly endsAtMs: number | null;
  /** The window that is the reason; left out: the whole account. An unknown window counts as the whole account. */
  readonly windowId?: string;
  /** The window whose reached limit blocks the whole account; left out: the service names none. */
  readonly reachedWindowId?: string;
}

/**
 * How a service still accepts requests after an ordinary limit is reached. `reserve`: from a small reserve of the plan.
 * `paid-extra-usage`: the user pays for each request. `grace-period`: for a short time. `lower-priority`: slowly.
 */
export const limitModes = ['reserve', 'paid-extra-usage', 'grace-period', 'lower-priority'] as const;

/** A service's own statement that requests run beyond the ordinary limits. */
export interface BeyondLimitReading {
  readonly mode: (typeof limitModes)[number];
  /** When this ends according to the service, epoch ms; null: the service does not say. */
  readonly endsAtMs: number | null;
  /** The window whose limit is reached; left out: the service names none. */
  readonly reachedWindowId?: string;
}

/** A model that the service does not let an account use now. */
export interface UnavailableModel {
  /** The service's name of the model. */
  readonly name: string;
  /** When the model becomes available, epoch ms; null: the service does not say. */
  readonly availableAtMs: number | null;
  /** Whether the model works with paid credits; null: the service does not say. */
  readonly creditsWouldEnable: boolean | null;
}

/** What a window limits, and its length. */
export interface WindowShape {
  /** The name of the model or feature that the window limits; null: it limits the whole account. */
  readonly name: string | null;
  /**
   * `account`: the window limits everything. `part`: it limits a model or feature, inside the limits of the account.
   * `own`: it is a separate limit, which the limits of the account do not affect.
   */
  readonly scope: 'account' | 'part' | 'own';
  readonly durationSeconds: number | null;
  /** The service states a reset only while the window runs. A window with a reset has therefore begun, even at 0 %. */
  readonly runsWithReset?: true;
  /** The window limits a reserve that the service uses after ordinary usage is blocked. Its room is none of the account. */
  readonly isReserve?: true;
}

/** The flags about the credits of an account; null: unknown. */
export interface CreditFlags {
  readonly hasCredits: boolean | null;
  readonly unlimited: boolean | null;
  readonly overageLimitReached: boolean | null;
}

/** A spend limit as one source stated it. */
export interface SpendReading {
  readonly unit: 'money' | 'credits';
  /** ISO 4217, upper case; null: the unit is credits. */
  readonly currency: string | null;
  readonly used: DecimalString | null;
  /** The limit; null: there is none, or `isCapUnknown` is true. */
  readonly limit: DecimalString | null;
  /** True: the service does not state whether there is a limit. A `limit` of null then does not mean "none". */
  readonly isCapUnknown?: true;
  readonly remaining: DecimalString | null;
  readonly scope: string;
  readonly resetsAtMs: number | null;
}

/** The balance in one of several currencies. The fields are those of `PrepaidReading`. */
interface PrepaidAmount {
  readonly currency: string;
  readonly balance: DecimalString;
}

/** Prepaid money as one source stated it. */
export interface PrepaidReading {
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** The balance with exactly the currency's decimals. It is negative if the service says so. */
  readonly balance: DecimalString;
  /** When the first part of the balance expires, epoch ms; null: unknown, or never. */
  readonly nextExpiresAtMs: number | null;
  /** Balances in other currencies; left out: none. */
  readonly further?: readonly PrepaidAmount[];
  /** True: the service says that this money cannot be spent, whatever the balance is. */
  readonly spent?: true;
}

/** Banked resets as one source stated them. */
export interface ResetCreditsReading {
  /** How many can be used now. */
  readonly available: number;
  readonly nextExpiresAtMs: number | null;
  /** How many the account has that cannot be used now; left out: none, or the source does not say. */
  readonly unusable?: number;
}

/** Whether at least one banked reset is left, from a source that does not count them. */
export interface HeldResetReading {
  readonly isHeld: boolean;
  /** Until when its source relies on this, epoch ms; null: the source does not say. */
  readonly validUntilMs: number | null;
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
  /** Until when the account's requests wait behind other requests, epoch ms; null: they do not wait. */
  readonly boxedUntilMs: number | null;
  readonly reason: string | null;
  /** True: the requests wait, but the service does not say until when. */
  readonly isLow?: true;
}

/** The rest of an allowance at a relay with metered installs. */
export interface MeteredReading {
  /** The rest; null: no limit. */
  readonly remaining: number | null;
  readonly tier: string;
  /** The allowance that limits the install: lifetime, monthly or none, as in the snapshot; null: not stated. */
  readonly capped: string | null;
  readonly geminiRemaining: number | null;
  /** The charge of the newest call; null: not stated. */
  readonly lastCharge: number | null;
  readonly resetsAtMs: number | null;
}

/** A grant: a one-time credit that the service offers to an organisation. It is never part of a balance. */
export interface GrantReading {
  /** True: there is an offer. */
  readonly available: boolean;
  readonly eligible: boolean;
  /** True: the organisation already has the grant. */
  readonly granted: boolean;
  readonly amountMinorUnits: number | null;
  /** ISO 4217, upper case. */
  readonly currency: string | null;
  /** When the service stated the grant, epoch ms; null: unknown, so the grant never counts as fresh. */
  readonly answeredAtMs: number | null;
}

/** The shape of a window with nothing known but its figure. */
export const noShape: WindowShape = { name: null, scope: 'account', durationSeconds: null };

/**
 * Returns true if an observation states any value. The statements that nothing blocks the account, that it is within
 * its limits and that every model is available do not count.
 */
export function hasKnownValue(observation: Observation): boolean {
  if ((observation.windows?.items.length ?? 0) > 0) return true;
  return factNames.some((name) => {
    const statement = observation[name];
    if (statement?.is !== 'value') return false;
    if (name === 'blocked' || name === 'beyondLimit') return statement.value !== null;
    return (
      name !== 'unavailableModels' ||
      (observation.unavailableModels?.is === 'value' && observation.unavailableModels.value.length > 0)
    );
  });
}
