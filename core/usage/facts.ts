import type { DecimalString } from '../units/decimal.ts';
import { type Fact, noFact, type Stated } from './fact.ts';
import type {
  BlockReading,
  ConcurrencyReading,
  CreditFlags,
  GrantReading,
  MeteredReading,
  PrepaidReading,
  Reached,
  ResetCreditsReading,
  ServiceReading,
  SpendReading,
  WindowShape,
} from './observation.ts';

/**
 * What is known about an account beside its windows, and the value of each fact. `Observation`, `Facts`, the
 * merge, the stored form, freshness and "says something" follow from this list. A new figure gets one line
 * here, one in `factFields` and one schema in `accounts/state-schema.ts`; the compiler names what is missing.
 */
export interface FactValues {
  /** The service's own name of the plan. */
  readonly plan: string;
  readonly credits: CreditFlags;
  /** Credits left, in the unit of the service. */
  readonly balance: DecimalString;
  /** The spend limit in force; null as a value: the source says that there is none to show. */
  readonly spend: SpendReading | null;
  /** Every spend limit that the answer holds, the one in force first. */
  readonly spendLimits: readonly SpendReading[];
  /** The spend limit as an endpoint of its own states it, where the usage answer names none. */
  readonly monthlySpend: SpendReading | null;
  /** Money paid in advance, which is used up; never a limit and never a grant. */
  readonly prepaid: PrepaidReading;
  readonly resetCredits: ResetCreditsReading;
  /** The banked resets as a list of the single ones states them, with the times at which they expire. */
  readonly resetCreditList: ResetCreditsReading;
  readonly grant: GrantReading;
  readonly concurrency: ConcurrencyReading;
  readonly service: ServiceReading;
  readonly ledger: MeteredReading;
  /** Whether the service lets the account work, in its own words. null as a value: nothing stops it. */
  readonly blocked: BlockReading | null;
}

export type FactName = keyof FactValues;

interface FactField {
  /** The endpoint that reports the figure. Its interval decides how long the figure is fresh. */
  readonly endpointId: 'usage' | 'prepaid' | 'monthly-usage' | 'reset-credits' | 'grant';
  /**
   * Whether the age of the figure is the age of the account's usage. `local`: only where a source on this
   * computer stated it, because a poll may take it from another endpoint.
   */
  readonly datesUsage: 'always' | 'local' | 'never';
}

/** How each fact is treated, by its name. */
export const factFields: { readonly [Name in FactName]: FactField } = {
  plan: { endpointId: 'usage', datesUsage: 'never' },
  credits: { endpointId: 'usage', datesUsage: 'always' },
  balance: { endpointId: 'usage', datesUsage: 'always' },
  spend: { endpointId: 'usage', datesUsage: 'local' },
  spendLimits: { endpointId: 'usage', datesUsage: 'never' },
  monthlySpend: { endpointId: 'monthly-usage', datesUsage: 'never' },
  prepaid: { endpointId: 'prepaid', datesUsage: 'local' },
  resetCredits: { endpointId: 'usage', datesUsage: 'local' },
  resetCreditList: { endpointId: 'reset-credits', datesUsage: 'never' },
  grant: { endpointId: 'usage', datesUsage: 'never' },
  concurrency: { endpointId: 'usage', datesUsage: 'always' },
  service: { endpointId: 'usage', datesUsage: 'never' },
  ledger: { endpointId: 'usage', datesUsage: 'always' },
  blocked: { endpointId: 'usage', datesUsage: 'never' },
};

export const factNames = Object.keys(factFields) as readonly FactName[];

/** What one observation says about each fact. A fact that it does not speak about is left out. */
export type Statements<Values = FactValues> = { readonly [Name in keyof Values]?: Stated<Values[Name]> };

/** Every fact of an account beside its windows. */
export type NamedFacts<Values = FactValues> = { readonly [Name in keyof Values]: Fact<Values[Name]> };

/** Everything known about one account, field by field. Only the merge writes it. */
export interface Facts extends NamedFacts {
  readonly windows: readonly WindowFacts[];
  /** Time of the newest complete list of windows, epoch ms. The merge drops what is older about windows. */
  readonly windowsCompleteAsOfMs: number | null;
}

export interface WindowFacts {
  readonly id: string;
  readonly shape: Fact<WindowShape>;
  readonly usedPercent: Fact<number>;
  readonly reached: Fact<Reached>;
  readonly resetsAtMs: Fact<number>;
}

/** All facts, each made from its name. `make` must return a fact with the value that `FactValues` names. */
export function makeFacts(make: (name: FactName) => Fact<unknown>): NamedFacts {
  return Object.fromEntries(factNames.map((name) => [name, make(name)])) as unknown as NamedFacts;
}

/** The facts of an account about which no source has said anything. */
export const noFacts: Facts = { ...makeFacts(() => noFact), windows: [], windowsCompleteAsOfMs: null };
