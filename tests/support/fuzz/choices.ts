import { seededRandom } from '../seeded-random.ts';

/** The decisions of one run. The same seed gives the same decisions. */
export interface Choices {
  /** A whole number from 0 up to, but not including, `end`. */
  readonly below: (end: number) => number;
  /** The same, with small numbers far more often than large ones. */
  readonly skewed: (end: number) => number;
  readonly of: <Item>(items: readonly Item[]) => Item;
}

/** Returns the decisions of one run of one reader. Each run can be repeated without the runs before it. */
export function choicesOf(seed: number, reader: string, run: number): Choices {
  const random = seededRandom(mixed(mixed(seed, hashOf(reader)), run));
  const below = (end: number): number => Math.floor(random() * end);
  return {
    below,
    skewed: (end) => Math.floor(random() ** 3 * end),
    of: (items) => {
      const item = items[below(items.length)];
      if (item === undefined && items.length === 0) throw new Error('There is nothing to choose from.');
      return item as (typeof items)[number];
    },
  };
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

function mixed(one: number, other: number): number {
  let hash = Math.imul(one ^ 0x9e3779b9, 0x85ebca6b) ^ other;
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> 0;
}
