import fc from 'fast-check';
import { expect, test } from 'vitest';

import {
  firstOf,
  placeOf,
  sizeOf,
  type SortedMap,
  valueAt,
  valuesOf,
  withEntry,
  withoutKey,
} from '../../../../core/concurrency/sorted-map.ts';

const byNumber = (one: number, other: number): number => one - other;
const key = fc.integer({ min: 0, max: 60 });
const changes = fc.array(fc.record({ put: fc.boolean(), key, value: fc.nat() }), { maxLength: 200, size: 'max' });

function depthOf(map: SortedMap<number, unknown>): number {
  return map === null ? 0 : 1 + Math.max(depthOf(map.left), depthOf(map.right));
}

/** A weight-balanced tree of these numbers is at most 2.5 times as deep as a perfect one. */
function isShallow(map: SortedMap<number, unknown>): boolean {
  return depthOf(map) <= 2.5 * Math.log2(sizeOf(map) + 1) + 1;
}

test('after any changes a sorted map equals a plain list of entries, and no change alters an earlier map', () => {
  fc.assert(
    fc.property(changes, key, (script, asked) => {
      const model = new Map<number, number>();
      let map: SortedMap<number, number> = null;
      for (const change of script) {
        const before = valuesOf(map);
        const earlier = map;
        map = change.put ? withEntry(map, change.key, change.value, byNumber) : withoutKey(map, change.key, byNumber);
        if (change.put) model.set(change.key, change.value);
        else model.delete(change.key);
        expect(valuesOf(earlier)).toEqual(before);
      }
      const entries = [...model].sort(([one], [other]) => one - other);
      expect(valuesOf(map)).toEqual(entries.map(([, value]) => value));
      expect(sizeOf(map)).toBe(model.size);
      expect(valueAt(map, asked, byNumber)).toBe(model.get(asked));
      expect(firstOf(map)?.key).toBe(entries[0]?.[0]);
      expect(placeOf(map, asked, byNumber)).toBe(entries.filter(([each]) => each < asked).length);
      expect(isShallow(map)).toBe(true);
    }),
  );
});

test.each([
  ['in order', (index: number) => index],
  ['in reverse', (index: number) => -index],
  ['to and fro', (index: number) => (index % 2 === 0 ? index : -index)],
])('it stays shallow when keys are added %s, and when half of them are removed', (_, keyAt) => {
  let map: SortedMap<number, number> = null;
  for (let index = 0; index < 5000; index += 1) map = withEntry(map, keyAt(index), index, byNumber);
  expect(isShallow(map)).toBe(true);
  for (let index = 0; index < 4900; index += 1) map = withoutKey(map, keyAt(index), byNumber);
  expect(sizeOf(map)).toBe(100);
  expect(isShallow(map)).toBe(true);
});
