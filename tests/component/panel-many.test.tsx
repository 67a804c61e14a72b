import { act, fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { AccountCardView } from '../../core/views/panel.ts';
import { panelChange } from '../../core/views/panel-change.ts';
import { account, meter } from '../support/example-cards.ts';
import { examplePanel } from '../support/example-views.ts';
import { callsOf, renderPanelView, type RenderedWindow } from '../support/render-window.tsx';

const count = 1000;

function card(number: number, left = 41): AccountCardView {
  const meters = [meter('weekly', 'Weekly', `${left} % left`, 'fine', left)];
  return account(`codex:${number}`, 'codex', `account ${number}`, 'Codex · Pro', { meters });
}

const cards = Array.from({ length: count }, (_, index) => card(index + 1));

const rendered = (): Promise<RenderedWindow> => renderPanelView({ accounts: cards });
const drawn = (): readonly HTMLElement[] => screen.getAllByRole('article');
const numberOf = (element: Element | null): number => Number(element?.getAttribute('aria-posinset'));

/** As a wheel does. */
function scrollTo(topPx: number): void {
  const main = screen.getByRole('main');
  act(() => {
    main.scrollTop = topPx;
    fireEvent.scroll(main);
  });
}

describe('a panel with a thousand accounts', () => {
  it('draws at most sixty cards, and says how many there are', async () => {
    await rendered();
    expect(drawn().length).toBeGreaterThan(5);
    expect(drawn().length).toBeLessThanOrEqual(60);
    const feed = screen.getByRole('feed', { name: 'Accounts' });
    for (const each of within(feed).getAllByRole('article')) expect(each.getAttribute('aria-setsize')).toBe('1000');
    expect(drawn().map(numberOf)).toEqual(drawn().map((_, index) => index + 1));
  });

  it('draws other cards when the user scrolls, in their order', async () => {
    await rendered();
    scrollTo(40_000);
    expect(drawn().length).toBeLessThanOrEqual(60);
    const numbers = drawn().map(numberOf);
    expect(Math.min(...numbers)).toBeGreaterThan(100);
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
  });

  it('goes to each card with the keyboard, up to the last one', async () => {
    const { user } = await rendered();
    act(() => screen.getByRole('button', { name: 'Refresh account 1' }).focus());
    await user.keyboard('{PageDown}');
    expect(numberOf(document.activeElement)).toBe(2);
    await user.keyboard('{End}');
    expect(numberOf(document.activeElement)).toBe(count);
    await user.keyboard('{PageDown}');
    expect(numberOf(document.activeElement)).toBe(count);
    await user.keyboard('{PageUp}');
    expect(numberOf(document.activeElement)).toBe(count - 1);
    await user.keyboard('{Home}');
    expect(numberOf(document.activeElement)).toBe(1);
    expect(drawn().length).toBeLessThanOrEqual(60);
  });

  it('goes to a card far away when the tray names it, and its buttons work', async () => {
    const { bridge, user } = await rendered();
    act(() => bridge.focusAccount('codex:777'));
    expect(document.activeElement).toBe(screen.getByRole('article', { name: 'account 777' }));
    await user.click(screen.getByRole('button', { name: 'Refresh account 777' }));
    expect(callsOf(bridge, 'refreshAccounts')).toEqual([['refreshAccounts', { accountId: 'codex:777' }]]);
  });

  it('keeps the focus while the user scrolls away, and Tab goes on from there', async () => {
    const { user } = await rendered();
    const button = screen.getByRole('button', { name: 'Refresh account 3' });
    act(() => button.focus());
    scrollTo(60_000);
    expect(document.activeElement).toBe(button);
    expect(
      drawn()
        .map(numberOf)
        .filter((number) => number <= 10),
    ).toEqual([2, 3, 4]);
    await user.tab();
    expect(numberOf(document.activeElement?.closest('article') ?? null)).toBeLessThanOrEqual(4);
  });

  it('counts the cards that the app has not sent yet, and waits for the one that the tray names', async () => {
    const first = { ...examplePanel, version: 1, accounts: cards.slice(0, 60), further: 940 };
    const { bridge } = await renderPanelView(first);
    expect(drawn()[0]?.getAttribute('aria-setsize')).toBe('1000');
    act(() => bridge.focusAccount('codex:900'));
    expect(screen.queryByRole('article', { name: 'account 900' })).toBeNull();
    act(() => bridge.pushPanelChange(panelChange(first, { ...examplePanel, version: 2, accounts: cards })));
    expect(document.activeElement).toBe(screen.getByRole('article', { name: 'account 900' }));
  });

  it('requests a whole view when a change belongs to another one', async () => {
    const { bridge } = await rendered();
    const [before, after] = [4, 5].map((version) => ({ ...examplePanel, version: examplePanel.version + version }));
    act(() => bridge.pushPanelChange(panelChange(before ?? null, { ...examplePanel, ...after, accounts: [] })));
    expect(callsOf(bridge, 'getPanel')).toHaveLength(2);
    expect(drawn().length).toBeGreaterThan(5);
  });

  it('stays where it is when figures change', async () => {
    const { bridge } = await rendered();
    scrollTo(40_000);
    const before = drawn().map(numberOf);
    const accounts = cards.map((_, index) => card(index + 1, 7));
    act(() => bridge.pushPanel({ ...examplePanel, version: 99, accounts }));
    expect(drawn().map(numberOf)).toEqual(before);
    expect(screen.getByRole('main').scrollTop).toBe(40_000);
    expect(screen.getAllByText('7 % left').length).toBe(before.length);
  });
});
