/** How many items share one partial sum. A change of one item costs one such chunk and one sum for each chunk. */
const chunkLength = 32;

/**
 * Returns `make` with a cache of its newest result. The result counts while the list has the same items in the same
 * order and the further arguments are the same.
 */
export function cachedForList<Item, Made, More extends readonly unknown[]>(
  make: (items: readonly Item[], ...more: More) => Made,
): (items: readonly Item[], ...more: More) => Made {
  let newest: { readonly items: readonly Item[]; readonly more: readonly unknown[]; readonly made: Made } | null = null;
  return (items, ...more) => {
    if (newest !== null && hasSame(newest.items, items) && hasSame(newest.more, more)) return newest.made;
    const made = make(items, ...more);
    newest = { items, more, made };
    return made;
  };
}

/**
 * Returns a function that sorts a list and keeps the newest order. It sorts again only if an item has another place in
 * the order than the item that it replaces. For the same items it returns the same list.
 *
 * @param hasSamePlace Returns whether two items are equal for `compare`.
 */
export function cachedOrder<Item>(
  compare: (one: Item, other: Item) => number,
  hasSamePlace: (one: Item, other: Item) => boolean,
): (items: readonly Item[]) => readonly Item[] {
  let newest: {
    readonly items: readonly Item[];
    readonly places: readonly number[];
    readonly sorted: readonly Item[];
  } | null = null;
  return (items) => {
    if (newest !== null && hasSame(newest.items, items)) return newest.sorted;
    const isKnown = newest !== null && hasSame(newest.items, items, hasSamePlace);
    const places = isKnown && newest !== null ? newest.places : sortedPlaces(items, compare);
    const sorted = places.flatMap((place) => items.slice(place, place + 1));
    newest = { items, places, sorted };
    return sorted;
  };
}

function sortedPlaces<Item>(items: readonly Item[], compare: (one: Item, other: Item) => number): readonly number[] {
  return items
    .map((item, place) => ({ item, place }))
    .sort((a, b) => compare(a.item, b.item))
    .map(({ place }) => place);
}

/**
 * Returns a sum over a list that adds up only the chunks of the list in which an item changed. `add` must be
 * associative.
 *
 * @param partOf Returns the part of one item. Equal items have equal parts.
 */
export function chunkedSum<Item extends object, Sum>(
  zero: Sum,
  partOf: (item: Item) => Sum,
  add: (one: Sum, other: Sum) => Sum,
): (items: readonly Item[]) => Sum {
  const known = new WeakMap<Item, { readonly chunk: readonly Item[]; readonly sum: Sum }>();

  function chunkSum(chunk: readonly Item[]): Sum {
    const [first] = chunk;
    if (first === undefined) return zero;
    const before = known.get(first);
    if (before !== undefined && hasSame(before.chunk, chunk)) return before.sum;
    const sum = chunk.map(partOf).reduce(add, zero);
    known.set(first, { chunk, sum });
    return sum;
  }

  return (items) => {
    let sum = zero;
    for (let start = 0; start < items.length; start += chunkLength) {
      sum = add(sum, chunkSum(items.slice(start, start + chunkLength)));
    }
    return sum;
  };
}

/** Returns whether two lists have the same items in the same order. */
function hasSame<Item>(
  one: readonly Item[],
  other: readonly Item[],
  isSame: (one: Item, other: Item) => boolean = Object.is,
): boolean {
  return one.length === other.length && one.every((item, index) => isSame(item, other[index] as Item));
}
