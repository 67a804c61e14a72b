import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { cachedForMinute } from '../snapshot/minute-cache.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';
import { accountCard } from './account.ts';
import type { AccountCardView, FactRowView } from './panel.ts';
import { factKind, type FactProvenance, provenanceDetails } from './provenance.ts';

const cachedCard = cachedForMinute(accountCard);

/** What only the panel adds to a card. */
interface CardAdditions {
  readonly provenance: FactProvenance | undefined;
  readonly footnote: string | null;
  readonly incident: string | null;
}

interface FinishedCard extends CardAdditions {
  readonly card: AccountCardView;
}

const finishedCards = new WeakMap<AccountCardView, FinishedCard>();

/**
 * Returns the card of an account with what only the panel knows. It returns the same object while nothing of it changed, so
 * that the page gets only the cards that changed.
 */
export function panelCard(
  account: AccountSnapshot,
  additions: CardAdditions,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): AccountCardView {
  const base = cachedCard(account, settings, locale, nowMs);
  const { provenance, footnote: note, incident } = additions;
  const known = finishedCards.get(base);
  const isSame = known?.provenance === provenance && known?.footnote === note && known.incident === incident;
  if (known !== undefined && isSame) return known.card;
  const isNews = incident !== null && incident !== base.blocked && incident !== base.message;
  const facts = withProvenance(base.facts, provenance, locale, nowMs);
  const card = { ...base, facts, footnote: note, ...(isNews ? { incident } : {}) };
  finishedCards.set(base, { ...additions, card });
  return card;
}

function withProvenance(
  facts: readonly FactRowView[],
  provenance: FactProvenance | undefined,
  locale: LocaleContext,
  nowMs: number,
): readonly FactRowView[] {
  return facts.map((fact) => {
    const known = provenance?.[factKind(fact.id)];
    if (known === undefined) return fact;
    return { ...fact, details: [...provenanceDetails(known, locale, nowMs), ...fact.details] };
  });
}
