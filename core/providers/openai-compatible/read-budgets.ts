import type { WindowReading } from '../../quota/observation.ts';
import { sayPercent, sayReset } from '../parse.ts';
import { asName, asRecord, type JsonRecord, listOf, type NoteOdd } from '../json.ts';

/** Budgets for being served first, by group of models; using one up only means waiting behind others. */
export function readBudgets(usage: JsonRecord | null, asOfMs: number, odd: NoteOdd): readonly WindowReading[] {
  const list = listOf(usage?.['priority_budget']);
  if (list?.isWhole === false) odd('usage.priority_budget');
  const budgets = (list?.items ?? []).flatMap(({ key, value }) => {
    const budget = asRecord(value);
    const category = asName(budget?.['category']);
    if (budget === null || category === null) return [];
    const used = budget['used_pct'] === undefined ? null : sayPercent(budget['used_pct']);
    if (used === null) odd(`usage.priority_budget[${key}].used_pct`);
    const reset = sayReset(budget['resets_at'], asOfMs);
    const window: WindowReading = {
      id: `budget:${category}`,
      shape: { name: asName(budget['label']) ?? category, scope: 'own', durationSeconds: null },
      ...(used === null ? {} : { usedPercent: used }),
      ...(reset === null ? {} : { resetsAtMs: reset }),
    };
    return [window];
  });
  return [...new Map(budgets.map((budget) => [budget.id, budget])).values()];
}
