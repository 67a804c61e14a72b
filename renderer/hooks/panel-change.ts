import type { PanelView } from '../../core/views/panel.ts';
import type { PanelChange } from '../../core/views/panel-change.ts';

/** Returns the view after a change; null: the change belongs to another view, so the page must request a whole one. */
export function withPanelChange(before: PanelView | null, change: PanelChange): PanelView | null {
  const { since, order, cards, ...rest } = change;
  if (since !== null && before?.version !== since) return null;
  const kept = since === null ? [] : (before?.accounts ?? []);
  const known = new Map([...kept, ...cards].map((card) => [card.id, card]));
  const ids = order ?? before?.accounts.map(({ id }) => id) ?? [];
  return { ...rest, accounts: ids.flatMap((id) => known.get(id) ?? []) };
}
