import type { PanelView } from './panel.ts';
import type { RowView, SectionView } from './panel-model.ts';

/** What a page needs to make the newest view of the panel from the view that it has. */
export interface PanelChange extends Omit<PanelView, 'rows' | 'sections'> {
  /** The version of the view that the page must have; null: the change is a whole view. */
  readonly since: number | null;
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
 * Returns the next view for a page that has `before`: the newest one, but with at most `mostRows` new or changed rows. The
 * first ones of the list go first.
 */
export function nextPanelView(
  before: PanelView | null,
  newest: PanelView,
  mostRows: number,
): { readonly view: PanelView; readonly isComplete: boolean } {
  const had = idsOf(before?.rows ?? []);
  let left = mostRows;
  let isComplete = true;
  const rows = newest.rows.flatMap((row): readonly RowView[] => {
    const old = had.get(row.id);
    if (old === row) return [row];
    if (left > 0) {
      left -= 1;
      return [row];
    }
    isComplete = false;
    return old === undefined ? [] : [old];
  });
  const listed = newest.sections.reduce((sum, { accountIds }) => sum + accountIds.length, 0);
  return { view: { ...newest, rows }, isComplete: isComplete && rows.length === listed };
}

/** Returns the change from one view to a later one. Rows that are the same object are not in it. */
export function panelChange(before: PanelView | null, { rows, sections, ...rest }: PanelView): PanelChange {
  const hadRows = idsOf(before?.rows ?? []);
  const hadSections = idsOf(before?.sections ?? []);
  return {
    ...rest,
    since: before?.version ?? null,
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
