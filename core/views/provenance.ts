import type { AccountState } from '../accounts/account-state.ts';
import { spendInForce } from '../accounts/judgement.ts';
import { currentValue, type Fact, type Source } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { ago, exactTime } from '../text/times.ts';
import type { DetailView, FactKind, FactRowId } from './panel.ts';

/** The source of a figure and the time at which it was true, epoch ms. */
export interface Provenance {
  readonly source: Source;
  readonly asOfMs: number;
}

/** The provenance of the figures beside the windows. The public snapshot does not contain it. */
export type FactProvenance = Readonly<Partial<Record<ProvenanceKind, Provenance>>>;

/** Spend limits beside the one in force are only in the list of spend limits, so they have its time. */
type ProvenanceKind = FactKind | 'further-spend';

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
    ...named('further-spend', facts.spendLimits),
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

/** Returns the kind of provenance that a row has. */
export function factKind(id: FactRowId): ProvenanceKind {
  if (isFurtherLimit(id)) return 'further-spend';
  return isModel(id) ? 'models' : id;
}

/** Returns source and age as the details of an opened row. */
export function provenanceDetails(
  { source, asOfMs }: Provenance,
  locale: LocaleContext,
  nowMs: number,
): readonly DetailView[] {
  return [
    { name: locale.t('detail.source'), text: locale.t(`source.${source}`) },
    { name: locale.t('detail.read'), text: `${exactTime(asOfMs, locale)} · ${ago(asOfMs, nowMs, locale)}` },
  ];
}

function isFurtherLimit(id: FactRowId): id is `spend:${string}` {
  return id.startsWith('spend:');
}

function isModel(id: FactRowId): id is `model:${string}` {
  return id.startsWith('model:');
}

function named(id: ProvenanceKind, { said }: Fact<unknown>): FactProvenance {
  return said === null ? {} : { [id]: { source: said.source, asOfMs: said.asOfMs } };
}
