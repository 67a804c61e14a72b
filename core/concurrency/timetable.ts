import {
  type Compare,
  firstOf,
  placeOf,
  sizeOf,
  type SortedMap,
  valueAt,
  valuesOf,
  withEntry,
  withoutKey,
} from './sorted-map.ts';

/**
 * Items with an id and a due time, found by either. A timetable is immutable: each change gives a new one.
 * A change takes O(log n).
 */
export interface Timetable<Item extends { readonly id: string }> {
  readonly byId: SortedMap<string, Timed<Item>>;
  readonly byTime: SortedMap<TimetableKey, Item>;
}

interface Timed<Item> {
  readonly item: Item;
  readonly moment: TimetableKey;
}

/** The due time in epoch ms, and a number that decides the order of two items with the same time. */
export type TimetableKey = readonly [atMs: number, sequence: number];

export const emptyTimetable = { byId: null, byTime: null } as const;

const byText: Compare<string> = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const byTimeAndSequence: Compare<TimetableKey> = (one, other) => one[0] - other[0] || one[1] - other[1];

/** How many items there are. */
export function countOf<Item extends { readonly id: string }>({ byId }: Timetable<Item>): number {
  return sizeOf(byId);
}

/** The item of this id; undefined: none. */
export function itemOf<Item extends { readonly id: string }>({ byId }: Timetable<Item>, id: string): Item | undefined {
  return valueAt(byId, id, byText)?.item;
}

/** The timetable with this item at its time. It replaces an item with the same id. */
export function withItem<Item extends { readonly id: string }>(
  table: Timetable<Item>,
  item: Item,
  moment: TimetableKey,
): Timetable<Item> {
  const rest = withoutItem(table, item.id);
  return {
    byId: withEntry(rest.byId, item.id, { item, moment }, byText),
    byTime: withEntry(rest.byTime, moment, item, byTimeAndSequence),
  };
}

/** The timetable without the item of this id; the same timetable if there is none. */
export function withoutItem<Item extends { readonly id: string }>(table: Timetable<Item>, id: string): Timetable<Item> {
  const timed = valueAt(table.byId, id, byText);
  if (timed === undefined) return table;
  return {
    byId: withoutKey(table.byId, id, byText),
    byTime: withoutKey(table.byTime, timed.moment, byTimeAndSequence),
  };
}

/** The item with the earliest time, and this time; null: there are no items. */
export function earliestIn<Item extends { readonly id: string }>({
  byTime,
}: Timetable<Item>): { readonly item: Item; readonly atMs: number } | null {
  const first = firstOf(byTime);
  return first === null ? null : { item: first.value, atMs: first.key[0] };
}

/** How many items are due before the item of this id. */
export function placeIn<Item extends { readonly id: string }>({ byId, byTime }: Timetable<Item>, id: string): number {
  const timed = valueAt(byId, id, byText);
  return timed === undefined ? 0 : placeOf(byTime, timed.moment, byTimeAndSequence);
}

/** Splits the timetable into the items due by now, earliest first, and the rest. O(log n) per due item. */
export function takeDue<Item extends { readonly id: string }>(
  table: Timetable<Item>,
  nowMs: number,
): { readonly due: readonly Item[]; readonly rest: Timetable<Item> } {
  const due: Item[] = [];
  let rest = table;
  for (let next = earliestIn(rest); next !== null && next.atMs <= nowMs; next = earliestIn(rest)) {
    due.push(next.item);
    rest = withoutItem(rest, next.item.id);
  }
  return { due, rest };
}

/** All items, the earliest first. O(n). */
export function itemsOf<Item extends { readonly id: string }>({ byTime }: Timetable<Item>): readonly Item[] {
  return valuesOf(byTime);
}

/** The timetable with the time of every item shifted, after `move` has changed the item itself. O(n). */
export function shiftedBy<Item extends { readonly id: string }>(
  { byId }: Timetable<Item>,
  byMs: number,
  move: (item: Item) => Item,
): Timetable<Item> {
  let moved: Timetable<Item> = emptyTimetable;
  for (const { item, moment } of valuesOf(byId)) moved = withItem(moved, move(item), [moment[0] + byMs, moment[1]]);
  return moved;
}
