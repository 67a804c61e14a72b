import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PanelView } from '../../../../core/views/panel.ts';
import type { PanelChange } from '../../../../core/views/panel-change.ts';
import { createPanelFeed } from '../../../../main/app/panel-feed.ts';
import { withPanelChange } from '../../../../renderer/hooks/panel-change.ts';
import type { RowView } from '../../../../core/views/panel-model.ts';
import { exampleFace, exampleRow, exampleSection } from '../../../support/example-face.ts';
import { examplePanel } from '../../../support/example-views.ts';

const row = (number: number, figure = '52%'): RowView => exampleRow(`codex:${number}`, `${number}`, { figure });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function feedWorld(count: number) {
  let version = 0;
  const made: number[] = [];
  const world = {
    rows: Array.from({ length: count }, (_, number) => row(number)),
    visible: true,
    changes: [] as PanelChange[],
    /** What `prepare` returns next. */
    preparation: null as Promise<void> | null,
    page: null as PanelView | null,
  };
  const feed = createPanelFeed({
    newest: (most) => {
      made.push(most);
      const ids = world.rows.map(({ id }) => id);
      const face = exampleFace(world.rows.slice(0, most), { sections: [exampleSection('all', 'All', ids)] });
      return { ...examplePanel, ...face, version: (version += 1) };
    },
    prepare: () => {
      const { preparation } = world;
      world.preparation = null;
      return preparation;
    },
    isVisible: () => world.visible,
    send: (change) => {
      world.changes.push(change);
      world.page = withPanelChange(world.page, change);
    },
  });
  const change = (number: number, figure: string): void => {
    world.rows = world.rows.with(number, row(number, figure));
    feed.push();
  };
  return { world, feed, change, made };
}

it('a first view has the rows of one screen, and the others follow in parts', () => {
  const { world, feed } = feedWorld(1000);
  world.page = feed.first(1);
  expect(world.page.rows).toEqual(world.rows.slice(0, 40));
  feed.shown();
  vi.advanceTimersByTime(2_000);
  expect(world.page?.rows).toEqual(world.rows);
  expect(Math.max(...world.changes.map(({ rows }) => rows.length))).toBe(400);
});

it('makes only the rows that it sends, so that the first view costs the same with any number of accounts', () => {
  const { world, feed, made } = feedWorld(1000);
  world.page = feed.first(1);
  expect(made).toEqual([40]);
  feed.shown();
  expect(made).toEqual([40, 440]);
  vi.advanceTimersByTime(2_000);
  expect(world.page?.rows).toEqual(world.rows);
});

it('a page that requests its view again gets as many rows as it has, and a new page those of one screen', () => {
  const { world, feed } = feedWorld(1000);
  world.page = feed.first(1);
  feed.shown();
  const had = world.page.rows.length;
  expect(had).toBe(440);
  expect(feed.first(1).rows).toHaveLength(had);
  expect(feed.first(2).rows).toHaveLength(40);
});

it('a visible page that requests its view again gets the other rows too', () => {
  const { world, feed } = feedWorld(1000);
  feed.first(1);
  feed.shown();
  world.page = feed.first(1);
  vi.advanceTimersByTime(2_000);
  expect(world.page?.rows).toEqual(world.rows);
});

it('many changes at once are one push with the changed rows', () => {
  const { world, feed, change } = feedWorld(30);
  world.page = feed.first(1);
  feed.shown();
  world.changes.length = 0;
  for (let number = 0; number < 20; number += 1) change(number % 5, `step ${number}`);
  expect(world.changes).toHaveLength(0);
  vi.advanceTimersByTime(1_000);
  expect(world.changes.map(({ rows }) => rows.length)).toEqual([5]);
  expect(world.page?.rows).toEqual(world.rows);
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
  expect(world.changes.map(({ rows }) => rows)).toEqual([[world.rows[3]]]);
});

it('no timer runs while nothing changes', () => {
  const { world, feed } = feedWorld(30);
  world.page = feed.first(1);
  feed.shown();
  vi.advanceTimersByTime(1_000);
  expect(vi.getTimerCount()).toBe(0);
});

it('sends one change when many rows are prepared, with what changed meanwhile', async () => {
  const { world, feed, change, made } = feedWorld(1000);
  world.page = feed.first(1);
  feed.shown();
  vi.advanceTimersByTime(2_000);
  const [madeBefore, sentBefore] = [made.length, world.changes.length];
  let end = (): void => undefined;
  world.preparation = new Promise((resolve) => (end = resolve));
  change(3, '51%');
  vi.advanceTimersByTime(1_000);
  change(4, '50%');
  vi.advanceTimersByTime(1_000);
  expect(made).toHaveLength(madeBefore);
  expect(world.changes).toHaveLength(sentBefore);
  end();
  await vi.advanceTimersByTimeAsync(0);
  expect(world.changes).toHaveLength(sentBefore + 1);
  expect(world.page?.rows).toEqual(world.rows);
});

it('sends nothing to a panel that was hidden while rows were prepared, and sends it when the panel appears', async () => {
  const { world, feed, change } = feedWorld(100);
  world.page = feed.first(1);
  feed.shown();
  vi.advanceTimersByTime(2_000);
  const sentBefore = world.changes.length;
  let end = (): void => undefined;
  world.preparation = new Promise((resolve) => (end = resolve));
  change(3, '51%');
  vi.advanceTimersByTime(1_000);
  world.visible = false;
  end();
  await vi.advanceTimersByTimeAsync(0);
  expect(world.changes).toHaveLength(sentBefore);
  world.visible = true;
  feed.shown();
  expect(world.page?.rows).toEqual(world.rows);
});
