import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cachedForList, cachedOrder, chunkedSum } from '../../../../core/units/list-cache.ts';

interface Item {
  readonly value: number;
}

const itemsOf = (values: readonly number[]): readonly Item[] => values.map((value) => ({ value }));

describe('a cache for a list', () => {
  it('makes again only if an item, the order or an argument changed', () => {
    let made = 0;
    const join = cachedForList((items: readonly Item[], mark: string) => {
      made += 1;
      return items.map(({ value }) => value).join(mark);
    });
    const items = itemsOf([1, 2]);
    expect([join(items, '-'), join([...items], '-'), made]).toEqual(['1-2', '1-2', 1]);
    expect([join(items.toReversed(), '-'), made]).toEqual(['2-1', 2]);
    expect([join(items.toReversed(), '+'), made]).toEqual(['2+1', 3]);
  });
});

describe('a cached order', () => {
  it('is the order of a sort, whatever changes', () => {
    const inOrder = cachedOrder<Item>(
      (one, other) => one.value - other.value,
      (one, other) => one.value === other.value,
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 }), (values) => {
        const items = itemsOf(values);
        expect(inOrder(items)).toEqual(items.toSorted((one, other) => one.value - other.value));
      }),
    );
  });

  it('compares nothing while every item keeps its place', () => {
    let compared = 0;
    const inOrder = cachedOrder<Item>(
      (one, other) => {
        compared += 1;
        return one.value - other.value;
      },
      (one, other) => one.value === other.value,
    );
    inOrder(itemsOf([3, 1, 2]));
    compared = 0;
    expect(inOrder(itemsOf([3, 1, 2])).map(({ value }) => value)).toEqual([1, 2, 3]);
    expect(compared).toBe(0);
  });
});

describe('a sum in chunks', () => {
  it('is the sum of all items after any change', () => {
    const sumOf = chunkedSum<Item, number>(
      0,
      ({ value }) => value,
      (one, other) => one + other,
    );
    let items = itemsOf(Array.from({ length: 100 }, (_, number) => number));
    fc.assert(
      fc.property(fc.nat(120), fc.integer({ min: -9, max: 9 }), fc.boolean(), (place, value, isRemoved) => {
        items = isRemoved
          ? items.toSpliced(place % items.length, items.length > 1 ? 1 : 0)
          : items.with(place % items.length, { value });
        expect(sumOf(items)).toBe(items.reduce((sum, item) => sum + item.value, 0));
      }),
    );
  });

  it('reads only the chunk with the changed item', () => {
    const read: number[] = [];
    const sumOf = chunkedSum<Item, number>(
      0,
      ({ value }) => {
        read.push(value);
        return value;
      },
      (one, other) => one + other,
    );
    const items = itemsOf(Array.from({ length: 1000 }, (_, number) => number));
    sumOf(items);
    read.length = 0;
    sumOf(items.with(500, { value: 7 }));
    expect(read.length).toBeLessThanOrEqual(32);
    expect(read).toContain(7);
  });
});
