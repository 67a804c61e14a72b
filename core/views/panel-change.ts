import type { AccountCardView, PanelView } from './panel.ts';

/** What a page needs to make the newest view of the panel from the view that it has. */
export interface PanelChange extends Omit<PanelView, 'accounts'> {
  /** The version of the view that the page must have; null: the change is a whole view. */
  readonly since: number | null;
  /** The accounts of all cards, in order; null: the same cards in the same order as before. */
  readonly order: readonly string[] | null;
  /** The cards that are new or changed. */
  readonly cards: readonly AccountCardView[];
}

/**
 * Returns the next view for a page that has `before`: the newest one, but with at most `mostCards` new or changed cards.
 * The first ones of the list go first. If cards are left out, here or in `newest`, `further` counts those that the page
 * does not have yet.
 */
export function nextPanelView(
  before: PanelView | null,
  newest: PanelView,
  mostCards: number,
): { readonly view: PanelView; readonly isComplete: boolean } {
  const had = cardsById(before);
  let left = mostCards;
  let isComplete = newest.further === undefined;
  const accounts = newest.accounts.flatMap((card): readonly AccountCardView[] => {
    const old = had.get(card.id);
    if (old === card) return [card];
    if (left > 0) {
      left -= 1;
      return [card];
    }
    isComplete = false;
    return old === undefined ? [] : [old];
  });
  const further = newest.accounts.length - accounts.length + (newest.further ?? 0);
  return { view: { ...newest, accounts, ...(further === 0 ? {} : { further }) }, isComplete };
}

/** Returns the change from one view to a later one. Cards that are the same object are not in it. */
export function panelChange(before: PanelView | null, { accounts, ...rest }: PanelView): PanelChange {
  const had = cardsById(before);
  const isSameOrder =
    before !== null &&
    before.accounts.length === accounts.length &&
    before.accounts.every(({ id }, index) => id === accounts[index]?.id);
  return {
    ...rest,
    since: before?.version ?? null,
    order: isSameOrder ? null : accounts.map(({ id }) => id),
    cards: accounts.filter((card) => had.get(card.id) !== card),
  };
}

function cardsById(view: PanelView | null): ReadonlyMap<string, AccountCardView> {
  return new Map(view?.accounts.map((card) => [card.id, card]));
}
