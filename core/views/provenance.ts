import type { AccountState } from '../accounts/account-state.ts';
import { spendInForce } from '../accounts/judgement.ts';
import type { Fact, Source } from '../usage/fact.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { ago, exactTime } from '../text/times.ts';
import type { DetailView, FactKind, FactRowId } from './panel.ts';

/** Where a figure came from, and when it was true. */
export interface Provenance {
  readonly source: Source;
  readonly asOfMs: number;
}

/** The provenance of the figures beside the windows, which the public snapshot does not carry. */
export type FactProvenance = Readonly<Partial<Record<ProvenanceKind, Provenance>>>;

/** Spend limits beside the one in force are told of by the list alone, at its own time. */
type ProvenanceKind = FactKind | 'further-spend';

export function provenanceOf({ facts }: AccountState): FactProvenance {
  return {
    ...named('credits', facts.balance.said === null ? facts.credits : facts.balance),
    ...named('prepaid', facts.prepaid),
    ...named('spend', spendInForce(facts).said === null ? facts.spendLimits : spendInForce(facts)),
    ...named('further-spend', facts.spendLimits),
    ...named('grant', facts.grant),
    ...named('concurrency', facts.concurrency),
    ...named('ledger', facts.ledger),
    ...named('service', facts.service),
    ...named('reset-credits', facts.resetCredits.said === null ? facts.resetCreditList : facts.resetCredits),
  };
}

/** Whose provenance a row has. */
export function factKind(id: FactRowId): ProvenanceKind {
  return isFurtherLimit(id) ? 'further-spend' : id;
}

/** Source and age as an opened row tells them. */
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

function named(id: ProvenanceKind, { said }: Fact<unknown>): FactProvenance {
  return said === null ? {} : { [id]: { source: said.source, asOfMs: said.asOfMs } };
}
