import type { AccountCardView, PanelView } from './panel.ts';
import type { RowView, SectionView } from './panel-model.ts';

/** A row is about a quarter as high as a card. */
export const rowsPerCard = 4;

/** What a page needs to make the newest view of the panel from the view that it has. */
export interface PanelChange extends Omit<PanelView, 'accounts' | 'rows' | 'sections'> {
  /** The version of the view that the page must have; null: the change is a whole view. */
  readonly since: number | null;
  /** The accounts of all cards, in order; null: the same cards in the same order as before. */
  readonly order: readonly string[] | null;
  /** The cards that are new or changed. */
  readonly cards: readonly AccountCardView[];
  /** The rows that are new or changed. */
  readonly rows: readonly RowView[];
  /** All sections in order. */
  readonly sections: readonly SectionChange[];
}

/** A section, with its accounts only if they or their order changed. */
export interface SectionChange extends Omit<SectionView, 'accountIds'> {
  /** Null: the same accounts in the same order as before. */
  readonly accountIds: readonly string[] | null;
}

/**
 * Returns the next view for a page that has `before`: the newest one, but with at most `mostCards` new or changed cards
 * and four times as many rows. The first ones of the list go first. If cards are left out, here or in `newest`, `further`
 * counts those that the page does not have yet.
 */
export function nextPanelView(
  before: PanelView | null,
  newest: PanelView,
  mostCards: number,
): { readonly view: PanelView; readonly isComplete: boolean } {
  const cards = nextOf(before?.accounts ?? [], newest.accounts, mostCards);
  const rows = nextOf(before?.rows ?? [], newest.rows, mostCards * rowsPerCard);
  const further = newest.accounts.length - cards.items.length + (newest.further ?? 0);
  const listed = newest.sections.reduce((sum, { accountIds }) => sum + accountIds.length, 0);
  return {
    view: { ...newest, accounts: cards.items, rows: rows.items, ...(further === 0 ? {} : { further }) },
    isComplete: further === 0 && cards.isComplete && rows.isComplete && rows.items.length === listed,
  };
}

function nextOf<Item extends { readonly id: string }>(
  before: readonly Item[],
  newest: readonly Item[],
  most: number,
): { readonly items: readonly Item[]; readonly isComplete: boolean } {
  const had = idsOf(before);
  let left = most;
  let isComplete = true;
  const items = newest.flatMap((item): readonly Item[] => {
    const old = had.get(item.id);
    if (old === item) return [item];
    if (left > 0) {
      left -= 1;
      return [item];
    }
    isComplete = false;
    return old === undefined ? [] : [old];
  });
  return { items, isComplete };
}

/** Returns the change from one view to a later one. Cards and rows that are the same object are not in it. */
export function panelChange(before: PanelView | null, { accounts, rows, sections, ...rest }: PanelView): PanelChange {
  const [hadCards, hadRows] = [idsOf(before?.accounts ?? []), idsOf(before?.rows ?? [])];
  const hadSections = idsOf(before?.sections ?? []);
  const isSameOrder =
    before !== null &&
    hasSameItems(
      before.accounts.map(({ id }) => id),
      accounts.map(({ id }) => id),
    );
  return {
    ...rest,
    since: before?.version ?? null,
    order: isSameOrder ? null : accounts.map(({ id }) => id),
    cards: accounts.filter((card) => hadCards.get(card.id) !== card),
    rows: rows.filter((row) => hadRows.get(row.id) !== row),
    sections: sections.map((section) => {
      const had = hadSections.get(section.id)?.accountIds;
      const isSame = had !== undefined && hasSameItems(had, section.accountIds);
      return isSame ? { ...section, accountIds: null } : section;
    }),
  };
}

function hasSameItems(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

function idsOf<Item extends { readonly id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}
