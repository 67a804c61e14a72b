import type { Standing } from '../../core/snapshot/order.ts';
import type { PanelFace, RowView, SectionView } from '../../core/views/panel-model.ts';
import type { ListPiece } from '../hooks/windowed-list.ts';

/** A section with the rows that are drawn. */
export interface ListSection extends Pick<
  SectionView,
  'id' | 'name' | 'count' | 'note' | 'isFolded' | 'foldedText' | 'canFoldRest' | 'canReorder'
> {
  /** False: the rows stand without a heading, as the results of a search do. */
  readonly hasHead: boolean;
  readonly rows: readonly RowView[];
}

/** A piece of the list that the keys go to. */
export type ListEntry = ListPiece & {
  readonly sectionId: string;
} & ({ readonly kind: 'head' } | { readonly kind: 'row'; readonly row: RowView } | { readonly kind: 'rest' });

/** The heights of the pieces in px, the same as in the style sheets. */
const heights = { head: 28, row: 44, compact: 32, rest: 34, gap: 8 } as const;

/** What the list is narrowed to. */
export interface ListFilter {
  readonly words: string;
  readonly standing: Standing | null;
  /** The service, by its name; null: all. */
  readonly service: string | null;
}

/** Returns whether a filter leaves anything out. */
export function isNarrowing({ words, standing, service }: ListFilter): boolean {
  return words.trim() !== '' || standing !== null || service !== null;
}

/** Returns the sections to draw. A filter shows what it finds in one list, also what is folded. */
export function listSections(face: Pick<PanelFace, 'sections' | 'rows'>, filter: ListFilter): readonly ListSection[] {
  const rows = new Map(face.rows.map((row) => [row.id, row]));
  const all = face.sections;
  if (isNarrowing(filter)) {
    const ids = new Set(all.flatMap(({ accountIds }) => accountIds));
    const found = [...ids].flatMap((id) => rows.get(id) ?? []).filter((row) => doesMatch(row, filter));
    return found.length === 0 ? [] : [{ ...wholeList(found), hasHead: false, rows: found }];
  }
  return all.map((section) => ({
    ...section,
    hasHead: section.id !== 'all',
    rows: section.isFolded ? [] : section.accountIds.slice(0, section.shownCount).flatMap((id) => rows.get(id) ?? []),
  }));
}

function wholeList(rows: readonly RowView[]): SectionView {
  return {
    id: 'found',
    name: '',
    count: rows.length,
    note: null,
    accountIds: rows.map(({ id }) => id),
    isFolded: false,
    shownCount: rows.length,
    foldedText: null,
    canFoldRest: false,
    canReorder: false,
  };
}

/** Returns whether an account has the state, the service and all words of a filter. */
export function doesMatch(
  row: Pick<RowView, 'search' | 'standing' | 'service'>,
  { words, standing, service }: ListFilter,
): boolean {
  if (standing !== null && row.standing !== standing) return false;
  if (service !== null && row.service !== service) return false;
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => row.search.includes(word));
}

/** Returns all pieces of the list from the top, with their heights. */
export function listEntries(sections: readonly ListSection[], isCompact: boolean): readonly ListEntry[] {
  return sections.flatMap((section, index): readonly ListEntry[] => {
    const sectionId = section.id;
    const gap = index === 0 ? 0 : heights.gap;
    const head: readonly ListEntry[] = section.hasHead
      ? [{ kind: 'head', key: `head ${sectionId}`, heightPx: heights.head + gap, sectionId }]
      : [];
    const rows = section.rows.map((row): ListEntry => {
      const heightPx = isCompact ? heights.compact : heights.row;
      return { kind: 'row', key: row.id, heightPx, sectionId, row };
    });
    const hasRest = !section.isFolded && (section.foldedText !== null || section.canFoldRest);
    const rest: readonly ListEntry[] = hasRest
      ? [{ kind: 'rest', key: `rest ${sectionId}`, heightPx: heights.rest, sectionId }]
      : [];
    return [...head, ...rows, ...rest];
  });
}
