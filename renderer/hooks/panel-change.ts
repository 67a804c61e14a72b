import type { PanelView } from '../../core/views/panel.ts';
import type { SectionView } from '../../core/views/panel-model.ts';
import type { PanelChange } from '../../core/views/panel-change.ts';

/** Returns the view after a change; null: the change belongs to another view, so the page must request a whole one. */
export function withPanelChange(before: PanelView | null, change: PanelChange): PanelView | null {
  const { since, rows, sections, ...rest } = change;
  if (since !== null && before?.version !== since) return null;
  const had = new Map(before?.sections.map((section) => [section.id, section.accountIds]));
  const arranged = sections.map((section): SectionView => ({
    ...section,
    accountIds: section.accountIds ?? had.get(section.id) ?? [],
  }));
  const kept = since === null ? [] : (before?.rows ?? []);
  const known = new Map([...kept, ...rows].map((row) => [row.id, row]));
  const shown = arranged.flatMap(({ accountIds }) => accountIds).flatMap((id) => known.get(id) ?? []);
  return { ...rest, sections: arranged, rows: shown };
}
