import type { DecimalString } from '../units/decimal.ts';
import { type Fact, noFact } from './fact.ts';
import type { CreditFlags, GrantReading, ResetCreditsReading, SpendReading, WindowShape } from './observation.ts';

/** Everything known about one account, field by field. Written only by the merge. */
export interface Facts {
  readonly plan: Fact<string>;
  readonly windows: readonly WindowFacts[];
  /** Time of the newest complete list of windows; whatever is older about windows is gone. */
  readonly windowsCompleteAsOfMs: number | null;
  readonly credits: Fact<CreditFlags>;
  readonly balance: Fact<DecimalString>;
  readonly spend: Fact<SpendReading | null>;
  readonly resetCredits: Fact<ResetCreditsReading>;
  readonly grant: Fact<GrantReading>;
}

export interface WindowFacts {
  readonly id: string;
  readonly shape: Fact<WindowShape>;
  readonly usedPercent: Fact<number>;
  readonly reached: Fact<boolean>;
  readonly resetsAtMs: Fact<number>;
}

export const noFacts: Facts = {
  plan: noFact,
  windows: [],
  windowsCompleteAsOfMs: null,
  credits: noFact,
  balance: noFact,
  spend: noFact,
  resetCredits: noFact,
  grant: noFact,
};
