import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PanelView } from '../../../../core/views/panel.ts';
import { nextPanelView, panelChange } from '../../../../core/views/panel-change.ts';
import type { RowView } from '../../../../core/views/panel-model.ts';
import { withPanelChange } from '../../../../renderer/hooks/panel-change.ts';
import { exampleFace, exampleRow, exampleSection } from '../../../support/example-face.ts';
import { examplePanel } from '../../../support/example-views.ts';

const row = (number: number, figure = '52%'): RowView => exampleRow(`codex:${number}`, `${number}`, { figure });
const viewOf = (version: number, rows: readonly RowView[], atEnd = 0): PanelView => {
  const ids = rows.map(({ id }) => id);
  const [ready, resting] = [ids.slice(0, ids.length - atEnd), ids.slice(ids.length - atEnd)];
  const sections = [exampleSection('ready', 'Ready', ready), exampleSection('resting', 'Resting', resting)];
  const { accounts: _pages, ...panel } = examplePanel;
  return { ...panel, ...exampleFace(rows, { sections }), version };
};
/** As Electron copies it to the page. */
const sent = <T>(value: T): T => structuredClone(value);

describe('a change of the rows', () => {
  it('makes the newest rows and sections on the page, whatever moved before', () => {
    const step = fc.record({
      rows: fc.uniqueArray(fc.tuple(fc.nat(9), fc.constantFrom('52%', '7%')), { selector: ([id]) => id }),
      atEnd: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), fc.integer({ min: 1, max: 4 }), (steps, most) => {
        let page: PanelView | null = null;
        let before: PanelView | null = null;
        let version = 0;
        for (const { rows, atEnd } of steps) {
          const made = rows.map(([number, figure]) => row(number, figure));
          for (let isComplete = false; !isComplete;) {
            version += 1;
            const newest = viewOf(version, made, Math.min(atEnd, made.length));
            const next = nextPanelView(before, newest, most);
            const change = panelChange(before, next.view);
            expect(change.rows.length).toBeLessThanOrEqual(most);
            page = withPanelChange(page, sent(change));
            before = next.view;
            ({ isComplete } = next);
            expect(page).toEqual(next.view);
            if (isComplete) expect(page).toEqual(newest);
          }
        }
      }),
    );
  });

  it('of one row of a thousand holds that row and no list of accounts', () => {
    const rows = Array.from({ length: 1000 }, (_, number) => row(number));
    const before = viewOf(1, rows);
    const change = panelChange(before, viewOf(2, rows.with(500, row(500, '7%'))));
    expect(change.rows.map(({ id, figure }) => [id, figure])).toEqual([['codex:500', '7%']]);
    expect(change.sections.map(({ accountIds }) => accountIds)).toEqual([null, null]);
    expect(JSON.stringify(change).length).toBeLessThan(5_000);
    const page = withPanelChange(before, sent(change));
    expect(page?.rows.filter((each, index) => each !== before.rows[index])).toHaveLength(1);
  });

  it('of another view than the page has is refused', () => {
    const change = panelChange(viewOf(3, [row(1)]), viewOf(4, [row(2)]));
    expect(withPanelChange(viewOf(2, [row(1)]), change)).toBeNull();
    expect(withPanelChange(null, change)).toBeNull();
  });

  it('sends a part of the rows first, the first ones of the list', () => {
    const newest = viewOf(
      1,
      Array.from({ length: 10 }, (_, number) => row(number)),
    );
    const { view, isComplete } = nextPanelView(null, newest, 2);
    expect(view.rows).toEqual(newest.rows.slice(0, 2));
    expect(isComplete).toBe(false);
  });
});
