import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PanelView } from '../../../../core/views/panel.ts';
import type { PanelChange } from '../../../../core/views/panel-change.ts';
import { createPanelFeed } from '../../../../main/app/panel-feed.ts';
import { withPanelChange } from '../../../../renderer/hooks/panel-change.ts';
import { account } from '../../../support/example-cards.ts';
import { examplePanel } from '../../../support/example-views.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function feedWorld(count: number) {
  let version = 0;
  const made: number[] = [];
  const world = {
    cards: Array.from({ length: count }, (_, number) => account(`codex:${number}`, 'codex', `${number}`, 'Codex')),
    visible: true,
    changes: [] as PanelChange[],
    page: null as PanelView | null,
  };
  const feed = createPanelFeed({
    newest: (most) => {
      made.push(most);
      const further = Math.max(0, world.cards.length - most);
      const accounts = world.cards.slice(0, most);
      return { ...examplePanel, version: (version += 1), accounts, ...(further === 0 ? {} : { further }) };
    },
    isVisible: () => world.visible,
    send: (change) => {
      world.changes.push(change);
      world.page = withPanelChange(world.page, change);
    },
  });
  const change = (number: number, subtitle: string): void => {
    world.cards = world.cards.with(number, account(`codex:${number}`, 'codex', `${number}`, subtitle));
    feed.push();
  };
  return { world, feed, change, made };
}

it('a first view has the cards of one screen, and the others follow in parts', () => {
  const { world, feed } = feedWorld(1000);
  world.page = feed.first(1);
  expect(world.page).toMatchObject({ further: 976 });
  feed.shown();
  vi.advanceTimersByTime(2_000);
  expect(world.page?.accounts).toEqual(world.cards);
  expect(world.page?.further).toBeUndefined();
  expect(Math.max(...world.changes.map(({ cards }) => cards.length))).toBe(100);
});

it('makes only the cards that it sends, so that the first view costs the same with any number of accounts', () => {
  const { world, feed, made } = feedWorld(1000);
  world.page = feed.first(1);
  expect(made).toEqual([24]);
  feed.shown();
  expect(made).toEqual([24, 124]);
  vi.advanceTimersByTime(2_000);
  expect(world.page?.accounts).toEqual(world.cards);
});

it('a page that requests its view anew gets as many cards as it has, and a new page those of one screen', () => {
  const { world, feed } = feedWorld(1000);
  world.page = feed.first(1);
  feed.shown();
  const had = world.page.accounts.length;
  expect(had).toBe(124);
  expect(feed.first(1).accounts).toHaveLength(had);
  expect(feed.first(2).accounts).toHaveLength(24);
});

it('a visible page that requests its view anew gets the other cards too', () => {
  const { world, feed } = feedWorld(1000);
  feed.first(1);
  feed.shown();
  world.page = feed.first(1);
  vi.advanceTimersByTime(2_000);
  expect(world.page?.accounts).toEqual(world.cards);
});

it('many changes at once are one push with the changed cards', () => {
  const { world, feed, change } = feedWorld(30);
  world.page = feed.first(1);
  feed.shown();
  world.changes.length = 0;
  for (let number = 0; number < 20; number += 1) change(number % 5, `step ${number}`);
  expect(world.changes).toHaveLength(0);
  vi.advanceTimersByTime(1_000);
  expect(world.changes.map(({ cards }) => cards.length)).toEqual([5]);
  expect(world.page?.accounts).toEqual(world.cards);
});

it('a hidden panel gets nothing, and all at once when it appears', () => {
  const { world, feed, change } = feedWorld(30);
  world.page = feed.first(1);
  vi.advanceTimersByTime(1_000);
  world.changes.length = 0;
  world.visible = false;
  for (let number = 0; number < 20; number += 1) {
    change(3, `step ${number}`);
    vi.advanceTimersByTime(1_000);
  }
  expect(world.changes).toEqual([]);
  world.visible = true;
  feed.shown();
  expect(world.changes.map(({ cards }) => cards)).toEqual([[world.cards[3]]]);
});

it('no timer runs while nothing changes', () => {
  const { world, feed } = feedWorld(30);
  world.page = feed.first(1);
  feed.shown();
  vi.advanceTimersByTime(1_000);
  expect(vi.getTimerCount()).toBe(0);
});
