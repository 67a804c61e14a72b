import type { DecimalString } from '../units/decimal.ts';
import { type Fact, noFact } from './fact.ts';
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

/** Everything known about one account, field by field. Written only by the merge. */
export interface Facts {
  readonly plan: Fact<string>;
  readonly windows: readonly WindowFacts[];
  /** Time of the newest complete list of windows; whatever is older about windows is gone. */
  readonly windowsCompleteAsOfMs: number | null;
  readonly credits: Fact<CreditFlags>;
  readonly balance: Fact<DecimalString>;
  readonly spend: Fact<SpendReading | null>;
  readonly spendLimits: Fact<readonly SpendReading[]>;
  readonly monthlySpend: Fact<SpendReading | null>;
  readonly prepaid: Fact<PrepaidReading>;
  readonly resetCredits: Fact<ResetCreditsReading>;
  readonly resetCreditList: Fact<ResetCreditsReading>;
  readonly grant: Fact<GrantReading>;
  readonly concurrency: Fact<ConcurrencyReading>;
  readonly service: Fact<ServiceReading>;
  readonly ledger: Fact<MeteredReading>;
  readonly blocked: Fact<BlockReading | null>;
}

export interface WindowFacts {
  readonly id: string;
  readonly shape: Fact<WindowShape>;
  readonly usedPercent: Fact<number>;
  readonly reached: Fact<Reached>;
  readonly resetsAtMs: Fact<number>;
}

export const noFacts: Facts = {
  plan: noFact,
  windows: [],
  windowsCompleteAsOfMs: null,
  credits: noFact,
  balance: noFact,
  spend: noFact,
  spendLimits: noFact,
  monthlySpend: noFact,
  prepaid: noFact,
  resetCredits: noFact,
  resetCreditList: noFact,
  grant: noFact,
  concurrency: noFact,
  service: noFact,
  ledger: noFact,
  blocked: noFact,
};
