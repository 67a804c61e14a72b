import type { AccountState } from '../accounts/account-state.ts';
import { spendInForce } from '../accounts/judgement.ts';
import { currentValue, type Fact, type Source } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';
import type { FactKind } from './panel.ts';

/** The source of a figure and the time at which it was true, epoch ms. */
export interface Provenance {
  readonly source: Source;
  readonly asOfMs: number;
}

/** The provenance of the figures beside the windows. The public snapshot does not contain it. */
export type FactProvenance = Readonly<Partial<Record<FactKind, Provenance>>>;

const known = new WeakMap<Facts, FactProvenance>();

/**
 * Returns the source and the time of each known figure of an account beside its windows. It returns the same object for
 * the same facts.
 */
export function provenanceOf({ facts }: Pick<AccountState, 'facts'>): FactProvenance {
  const made = known.get(facts) ?? provenanceOfFacts(facts);
  known.set(facts, made);
  return made;
}

function provenanceOfFacts(facts: Facts): FactProvenance {
  return {
    ...named('credits', facts.balance.said === null ? facts.credits : facts.balance),
    ...named('prepaid', facts.prepaid),
    ...named('spend', spendInForce(facts).said === null ? facts.spendLimits : spendInForce(facts)),
    ...named('grant', facts.grant),
    ...named('concurrency', facts.concurrency),
    ...named('ledger', facts.ledger),
    ...named('service', facts.service),
    ...named('models', facts.unavailableModels),
    ...named('reset-credits', resetsOf(facts)),
  };
}

/** Returns the fact about banked resets that the row shows: their number, else that one is left. */
function resetsOf({ resetCredits, resetCreditList, holdsReset }: Facts): Fact<unknown> {
  const counted = resetCredits.said === null ? resetCreditList : resetCredits;
  return (counted.said?.value.available ?? 0) === 0 && currentValue(holdsReset)?.isHeld === true ? holdsReset : counted;
}

function named(id: FactKind, { said }: Fact<unknown>): FactProvenance {
  return said === null ? {} : { [id]: { source: said.source, asOfMs: said.asOfMs } };
}
