import type { PanelView } from '../../core/views/panel.ts';
import type { SectionView } from '../../core/views/panel-model.ts';
import type { PanelChange } from '../../core/views/panel-change.ts';

/** Returns the view after a change; null: the change belongs to another view, so the page must request a whole one. */
export function withPanelChange(before: PanelView | null, change: PanelChange): PanelView | null {
  const { since, order, cards, rows, sections, ...rest } = change;
  if (since !== null && before?.version !== since) return null;
  const kept = since === null ? [] : (before?.accounts ?? []);
  const known = new Map([...kept, ...cards].map((card) => [card.id, card]));
  const ids = order ?? before?.accounts.map(({ id }) => id) ?? [];
  const accounts = ids.flatMap((id) => known.get(id) ?? []);
  const knownSections = new Map(before?.sections.map((section) => [section.id, section.accountIds]));
  const arranged = sections.map((section): SectionView => ({
    ...section,
    accountIds: section.accountIds ?? knownSections.get(section.id) ?? [],
  }));
  const keptRows = since === null ? [] : (before?.rows ?? []);
  const knownRows = new Map([...keptRows, ...rows].map((row) => [row.id, row]));
  const shownRows = arranged.flatMap(({ accountIds }) => accountIds).flatMap((id) => knownRows.get(id) ?? []);
  return { ...rest, accounts, sections: arranged, rows: shownRows };
}
