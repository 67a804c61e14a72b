import type { PanelFace, RowView, SectionView } from '../../core/views/panel-model.ts';

/** Returns a row as the core makes it for an account with two limits and much left. */
export function exampleRow(id: string, name: string, change: Partial<RowView> = {}): RowView {
  return {
    ...{
      id,
      name,
      service: 'Codex',
      group: null,
      domain: null,
      standing: 'ready',
      tile: { text: 'Cx', provider: 'codex' },
      second: 'week · Pro',
    },
    bars: [
      { id: 'session', look: 'fine', fillPercent: 72, pacePercent: 69, isStale: false },
      { id: 'weekly', look: 'fine', fillPercent: 52, pacePercent: 38, isStale: false },
    ],
    ...{ figure: '52%', figureOther: '48% used', time: '2d 16h', timeOther: 'Thu 05:00', tone: 'fine', age: null },
    limit: { name: 'week', bar: { id: 'weekly', look: 'fine', fillPercent: 52, pacePercent: 38, isStale: false } },
    spoken: `${name}, Codex Pro, ready. 5 hours 72 percent left. Week 52 percent left.`,
    search: `${name} codex pro ready`.toLowerCase(),
    marks: {
      ...{
        isNextUp: false,
        isPinned: false,
        isHidden: false,
        isMuted: false,
        isRefreshing: false,
        isInIcon: false,
        hasCommand: true,
        hasNamesake: false,
      },
    },
    actions: [],
    ...change,
  };
}

/** Returns a section with these accounts, nothing of it folded. */
export function exampleSection(id: string, name: string, accountIds: readonly string[]): SectionView {
  return {
    ...{ id, name, count: accountIds.length, note: null, accountIds, isFolded: false, shownCount: accountIds.length },
    ...{ foldedText: null, canFoldRest: false, canReorder: false },
  };
}

/** Returns the new panel with these rows in one section. */
export function exampleFace(rows: readonly RowView[], change: Partial<PanelFace> = {}): PanelFace {
  return {
    ...{ form: 'rows', title: `${rows.length} of ${rows.length} ready`, subtitle: null, hasSearch: rows.length >= 8 },
    age: { text: '2 min', spoken: 'Updated 2 min ago', isOld: false },
    ...{ unseenCount: 0, hidesPersonal: false, textScalePercent: 100, nextUp: null, pool: null },
    shows: { figures: 'left', times: 'countdown' },
    sections: [
      exampleSection(
        'ready',
        'Ready',
        rows.map(({ id }) => id),
      ),
    ],
    rows,
    ...change,
  };
}
