import type { DecimalString } from '../units/decimal.ts';
import { type Fact, noFact, type Stated } from './fact.ts';
import type {
  BeyondLimitReading,
  BlockReading,
  ConcurrencyReading,
  CreditFlags,
  GrantReading,
  HeldResetReading,
  MeteredReading,
  PrepaidReading,
  Reached,
  ResetCreditsReading,
  ServiceReading,
  SpendReading,
  UnavailableModel,
  WindowShape,
} from './observation.ts';

/**
 * The facts of an account beside its windows, and the type of each value. All other lists of facts follow
 * from this one: `Observation`, `Facts`, the merge, stored states, freshness and `hasKnownValue`. A new figure needs a
 * line here, a line in `factFields` and a schema in `accounts/state-schema.ts`. The compiler names a missing one.
 */
export interface FactValues {
  /** The service's own name of the plan. */
  readonly plan: string;
  readonly credits: CreditFlags;
  /** Credits left, in the unit of the service. */
  readonly balance: DecimalString;
  /** The spend limit in force. Null as a value: the source says that there is none to show. */
  readonly spend: SpendReading | null;
  /** Every spend limit in the answer. The limit in force comes first. */
  readonly spendLimits: readonly SpendReading[];
  /** The spend limit from an endpoint of its own. It counts if the usage answer names none. */
  readonly monthlySpend: SpendReading | null;
  /** Prepaid money. It is neither a limit nor a grant. */
  readonly prepaid: PrepaidReading;
  readonly resetCredits: ResetCreditsReading;
  /** The banked resets from a list of the single resets, with the times at which they expire. */
  readonly resetCreditList: ResetCreditsReading;
  /** The banked resets from a source that also says how many of them can be used now. */
  readonly usableResets: ResetCreditsReading;
  readonly grant: GrantReading;
  readonly concurrency: ConcurrencyReading;
  readonly service: ServiceReading;
  readonly ledger: MeteredReading;
  /** Whether the service lets the account work, as it states itself. Null as a value: nothing blocks the account. */
  readonly blocked: BlockReading | null;
  /** How the service still accepts requests beyond the ordinary limits. Null as a value: they are within the limits. */
  readonly beyondLimit: BeyondLimitReading | null;
  /** The models that the service does not let the account use now. An empty list: every model is available. */
  readonly unavailableModels: readonly UnavailableModel[];
  /** Whether at least one banked reset is left, from a source that does not count them. */
  readonly holdsReset: HeldResetReading;
  /** The name of the account's workspace. */
  readonly workspace: string;
}

/** The name of a fact. */
export type FactName = keyof FactValues;

interface FactField {
  /** The endpoint that reports the figure. Its interval decides how long the figure is fresh. */
  readonly endpointId: 'usage' | 'prepaid' | 'monthly-usage' | 'reset-credits' | 'grant' | 'availability';
  /**
   * Whether the age of the figure is the age of the account's usage. `local`: only if a source on this computer stated
   * it, because a poll may take it from another endpoint.
   */
  readonly datesUsage: 'always' | 'local' | 'never';
}

/** The endpoint of each fact, and whether its age is the age of usage. */
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
  usableResets: { endpointId: 'availability', datesUsage: 'never' },
  grant: { endpointId: 'usage', datesUsage: 'never' },
  concurrency: { endpointId: 'usage', datesUsage: 'always' },
  service: { endpointId: 'usage', datesUsage: 'never' },
  ledger: { endpointId: 'usage', datesUsage: 'always' },
  blocked: { endpointId: 'usage', datesUsage: 'never' },
  beyondLimit: { endpointId: 'usage', datesUsage: 'never' },
  unavailableModels: { endpointId: 'availability', datesUsage: 'never' },
  holdsReset: { endpointId: 'usage', datesUsage: 'never' },
  workspace: { endpointId: 'usage', datesUsage: 'never' },
};

/** The names of all facts. */
export const factNames = Object.keys(factFields) as readonly FactName[];

/** The statements of one observation about each fact. It leaves out facts that it does not state. */
export type Statements<Values = FactValues> = { readonly [Name in keyof Values]?: Stated<Values[Name]> };

/** Every fact of an account except its windows. */
export type NamedFacts<Values = FactValues> = { readonly [Name in keyof Values]: Fact<Values[Name]> };

/** All facts of one account. Only the merge writes them. */
export interface Facts extends NamedFacts {
  readonly windows: readonly WindowFacts[];
  /** Time of the newest complete list of windows, epoch ms. The merge drops older facts about windows. */
  readonly windowsCompleteAsOfMs: number | null;
}

/** The facts of one window. */
export interface WindowFacts {
  readonly id: string;
  readonly shape: Fact<WindowShape>;
  readonly usedPercent: Fact<number>;
  readonly reached: Fact<Reached>;
  readonly resetsAtMs: Fact<number>;
}

/**
 * Returns all facts, each made from its name. `make` must return a fact with the value type that `FactValues` names.
 */
export function makeFacts(make: (name: FactName) => Fact<unknown>): NamedFacts {
  return Object.fromEntries(factNames.map((name) => [name, make(name)])) as unknown as NamedFacts;
}

/** The facts of an account that no source has stated anything about. */
export const noFacts: Facts = { ...makeFacts(() => noFact), windows: [], windowsCompleteAsOfMs: null };
