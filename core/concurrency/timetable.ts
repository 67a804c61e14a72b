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
 * Things that are found by their id and come due at a time, each with a time of its own. It is never
 * changed; each step takes O(log n), however many there are.
 */
export interface Timetable<Item extends { readonly id: string }> {
  readonly byId: SortedMap<string, Timed<Item>>;
  readonly byTime: SortedMap<TimetableKey, Item>;
}

interface Timed<Item> {
  readonly item: Item;
  readonly moment: TimetableKey;
}

/** Epoch ms, and what decides between two at the same time: which came first. */
export type TimetableKey = readonly [atMs: number, sequence: number];

export const emptyTimetable = { byId: null, byTime: null } as const;

const byText: Compare<string> = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const byTimeAndSequence: Compare<TimetableKey> = (one, other) => one[0] - other[0] || one[1] - other[1];

export function countOf<Item extends { readonly id: string }>({ byId }: Timetable<Item>): number {
  return sizeOf(byId);
}

/** The item of this id; undefined where there is none. */
export function itemOf<Item extends { readonly id: string }>({ byId }: Timetable<Item>, id: string): Item | undefined {
  return valueAt(byId, id, byText)?.item;
}

/** The table with this item at its time, in the place of an earlier one with the same id. */
export function withItem<Item extends { readonly id: string }>(
  table: Timetable<Item>,
  item: Item,
  moment: TimetableKey,
): Timetable<Item> {
  const others = withoutItem(table, item.id);
  return {
    byId: withEntry(others.byId, item.id, { item, moment }, byText),
    byTime: withEntry(others.byTime, moment, item, byTimeAndSequence),
  };
}

/** The table without the item of this id; the same table where there is none. */
export function withoutItem<Item extends { readonly id: string }>(table: Timetable<Item>, id: string): Timetable<Item> {
  const timed = valueAt(table.byId, id, byText);
  if (timed === undefined) return table;
  return {
    byId: withoutKey(table.byId, id, byText),
    byTime: withoutKey(table.byTime, timed.moment, byTimeAndSequence),
  };
}

/** The item that comes first, and when; null: there is none. */
export function earliestIn<Item extends { readonly id: string }>({
  byTime,
}: Timetable<Item>): { readonly item: Item; readonly atMs: number } | null {
  const first = firstOf(byTime);
  return first === null ? null : { item: first.value, atMs: first.key[0] };
}

/** How many come before the item of this id. */
export function placeIn<Item extends { readonly id: string }>({ byId, byTime }: Timetable<Item>, id: string): number {
  const timed = valueAt(byId, id, byText);
  return timed === undefined ? 0 : placeOf(byTime, timed.moment, byTimeAndSequence);
}

/** Takes out what is due at a time, the earliest first. O(log n) for each that is. */
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

/** The table with every item, and its time, moved. O(n). */
export function shiftedBy<Item extends { readonly id: string }>(
  { byId }: Timetable<Item>,
  byMs: number,
  move: (item: Item) => Item,
): Timetable<Item> {
  let moved: Timetable<Item> = emptyTimetable;
  for (const { item, moment } of valuesOf(byId)) moved = withItem(moved, move(item), [moment[0] + byMs, moment[1]]);
  return moved;
}
