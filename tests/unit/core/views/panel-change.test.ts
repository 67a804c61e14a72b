import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountCardView, PanelView } from '../../../../core/views/panel.ts';
import { nextPanelView, panelChange } from '../../../../core/views/panel-change.ts';
import { withPanelChange } from '../../../../renderer/hooks/panel-change.ts';
import { account } from '../../../support/example-cards.ts';
import { examplePanel } from '../../../support/example-views.ts';

const card = (number: number, subtitle = 'Codex'): AccountCardView =>
  account(`codex:${number}`, 'codex', `account ${number}`, subtitle);
const viewOf = (version: number, accounts: readonly AccountCardView[]): PanelView => ({
  ...examplePanel,
  version,
  accounts,
});

/** As Electron copies it to the page. */
const sent = <T>(value: T): T => structuredClone(value);

describe('a change of the panel', () => {
  it('makes the newest view on the page, whatever changed before', () => {
    const step = fc.array(fc.tuple(fc.nat(9), fc.constantFrom('Codex', 'Claude')), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), fc.integer({ min: 1, max: 4 }), (steps, mostCards) => {
        let page: PanelView | null = null;
        let before: PanelView | null = null;
        let version = 0;
        for (const cards of steps) {
          const byId = new Map(cards.map(([number, subtitle]) => [number, card(number, subtitle)]));
          for (let isComplete = false; !isComplete;) {
            version += 1;
            const newest = viewOf(version, [...byId.values()]);
            const next = nextPanelView(before, newest, mostCards);
            const change = panelChange(before, next.view);
            expect(change.cards.length).toBeLessThanOrEqual(mostCards);
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

  it('of one card of a thousand holds that card alone, and keeps the others on the page', () => {
    const before = viewOf(
      1,
      Array.from({ length: 1000 }, (_, number) => card(number)),
    );
    const after = viewOf(2, before.accounts.with(500, card(500, 'Claude')));
    const change = panelChange(before, after);
    expect(change).toMatchObject({ since: 1, order: null, cards: [{ id: 'codex:500', subtitle: 'Claude' }] });
    const whole = JSON.stringify(panelChange(null, after)).length;
    expect(JSON.stringify(change).length).toBeLessThan(whole / 50);
    const page = withPanelChange(before, sent(change));
    expect(page?.accounts.filter((each, index) => each !== before.accounts[index])).toHaveLength(1);
  });

  it('of another view than the page has is refused', () => {
    const change = panelChange(viewOf(3, [card(1)]), viewOf(4, [card(2)]));
    expect(withPanelChange(viewOf(2, [card(1)]), change)).toBeNull();
    expect(withPanelChange(null, change)).toBeNull();
  });
});
