/**
 * An immutable map, sorted by key: a weight-balanced tree. Each change gives a new map that shares almost all
 * nodes with the old one. Every function takes O(log n) steps, apart from `valuesOf`.
 */
export type SortedMap<Key, Value> = SortedNode<Key, Value> | null;

/** One entry of a sorted map, with the entries below it. */
export interface SortedNode<Key, Value> {
  readonly key: Key;
  readonly value: Value;
  readonly left: SortedMap<Key, Value>;
  readonly right: SortedMap<Key, Value>;
  /** The number of entries in this subtree. */
  readonly size: number;
}

/** Negative: the first key comes first. 0: both keys are the same. */
export type Compare<Key> = (one: Key, other: Key) => number;

/** How many entries a map has. */
export function sizeOf<Key, Value>(map: SortedMap<Key, Value>): number {
  return map?.size ?? 0;
}

/** The value at a key; undefined: none. */
export function valueAt<Key, Value>(map: SortedMap<Key, Value>, key: Key, compare: Compare<Key>): Value | undefined {
  let node = map;
  while (node !== null) {
    const order = compare(key, node.key);
    if (order === 0) return node.value;
    node = order < 0 ? node.left : node.right;
  }
  return undefined;
}

/** The map with this value at this key. It replaces an earlier value. */
export function withEntry<Key, Value>(
  map: SortedMap<Key, Value>,
  key: Key,
  value: Value,
  compare: Compare<Key>,
): SortedNode<Key, Value> {
  if (map === null) return { key, value, left: null, right: null, size: 1 };
  const order = compare(key, map.key);
  if (order === 0) return { ...map, key, value };
  return order < 0
    ? balanced(map, withEntry(map.left, key, value, compare), map.right)
    : balanced(map, map.left, withEntry(map.right, key, value, compare));
}

/** The map without this key. */
export function withoutKey<Key, Value>(
  map: SortedMap<Key, Value>,
  key: Key,
  compare: Compare<Key>,
): SortedMap<Key, Value> {
  if (map === null) return null;
  const order = compare(key, map.key);
  if (order < 0) return balanced(map, withoutKey(map.left, key, compare), map.right);
  if (order > 0) return balanced(map, map.left, withoutKey(map.right, key, compare));
  if (map.left === null) return map.right;
  const next = firstOf(map.right);
  return next === null ? map.left : balanced(next, map.left, withoutFirst(map.right));
}

/** The entry with the smallest key; null: the map is empty. */
export function firstOf<Key, Value>(map: SortedMap<Key, Value>): SortedNode<Key, Value> | null {
  let node = map;
  while (node !== null && node.left !== null) node = node.left;
  return node;
}

/** How many entries come before this key. */
export function placeOf<Key, Value>(map: SortedMap<Key, Value>, key: Key, compare: Compare<Key>): number {
  let before = 0;
  let node = map;
  while (node !== null) {
    const isBefore = compare(key, node.key) <= 0;
    if (!isBefore) before += sizeOf(node.left) + 1;
    node = isBefore ? node.left : node.right;
  }
  return before;
}

/** All values, in the order of their keys. */
export function valuesOf<Key, Value>(map: SortedMap<Key, Value>): readonly Value[] {
  const values: Value[] = [];
  const above: SortedNode<Key, Value>[] = [];
  let node = map;
  while (node !== null || above.length > 0) {
    while (node !== null) {
      above.push(node);
      node = node.left;
    }
    const next = above.pop();
    if (next === undefined) break;
    values.push(next.value);
    node = next.right;
  }
  return values;
}

function withoutFirst<Key, Value>(map: SortedMap<Key, Value>): SortedMap<Key, Value> {
  if (map === null || map.left === null) return map?.right ?? null;
  return balanced(map, withoutFirst(map.left), map.right);
}

type Entry<Key, Value> = Pick<SortedNode<Key, Value>, 'key' | 'value'>;

function joinNodes<Key, Value>(
  { key, value }: Entry<Key, Value>,
  left: SortedMap<Key, Value>,
  right: SortedMap<Key, Value>,
): SortedNode<Key, Value> {
  return { key, value, left, right, size: sizeOf(left) + sizeOf(right) + 1 };
}

const weightOf = <Key, Value>(map: SortedMap<Key, Value>): number => sizeOf(map) + 1;

/**
 * A subtree is at most three times as heavy as its sibling. Hirai and Yamamoto ("Balancing weight-balanced trees",
 * 2011) prove that these two numbers keep every tree balanced.
 */
const maxWeightRatio = 3;
const singleRotationBelow = 2;

function balanced<Key, Value>(
  entry: Entry<Key, Value>,
  left: SortedMap<Key, Value>,
  right: SortedMap<Key, Value>,
): SortedNode<Key, Value> {
  if (right !== null && weightOf(right) > maxWeightRatio * weightOf(left)) {
    const { left: inner, right: outer } = right;
    if (inner === null || weightOf(inner) < singleRotationBelow * weightOf(outer)) {
      return joinNodes(right, joinNodes(entry, left, inner), outer);
    }
    return joinNodes(inner, joinNodes(entry, left, inner.left), joinNodes(right, inner.right, outer));
  }
  if (left !== null && weightOf(left) > maxWeightRatio * weightOf(right)) {
    const { left: outer, right: inner } = left;
    if (inner === null || weightOf(inner) < singleRotationBelow * weightOf(outer)) {
      return joinNodes(left, outer, joinNodes(entry, inner, right));
    }
    return joinNodes(inner, joinNodes(left, outer, inner.left), joinNodes(entry, inner.right, right));
  }
  return joinNodes(entry, left, right);
}
