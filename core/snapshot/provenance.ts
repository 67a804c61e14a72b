import type { AccountState } from '../accounts/account-state.ts';
import type { Fact, Source } from '../quota/fact.ts';
import type { Reader } from '../translate.ts';
import type { FactWords } from './fact-words.ts';
import { ago, exactTime } from './format-time.ts';
import type { DetailView } from './panel-view-model.ts';

/** Where a figure came from, and when it was true. */
export interface Provenance {
  readonly source: Source;
  readonly asOfMs: number;
}

/** The provenance of the figures beside the windows, which the public snapshot does not carry. */
export type FactProvenance = Readonly<Partial<Record<FactWords['id'], Provenance>>>;

export function provenanceOf({ facts }: AccountState): FactProvenance {
  return {
    ...named('credits', facts.balance.said === null ? facts.credits : facts.balance),
    ...named('grant', facts.grant),
    ...named('spend', facts.spend),
    ...named('reset-credits', facts.resetCredits),
  };
}

/** Source and age as an opened row tells them. */
export function provenanceDetails(
  { source, asOfMs }: Provenance,
  reader: Reader,
  nowMs: number,
): readonly DetailView[] {
  return [
    { name: reader.t('detail.source'), text: reader.t(`source.${source}`) },
    { name: reader.t('detail.read'), text: `${exactTime(asOfMs, reader)} · ${ago(asOfMs, nowMs, reader)}` },
  ];
}

function named(id: FactWords['id'], { said }: Fact<unknown>): FactProvenance {
  return said === null ? {} : { [id]: { source: said.source, asOfMs: said.asOfMs } };
}
