import { createDisk, type DataFate, dataFates, type NameFate, nameFates } from './disk.ts';
import type { Operation } from './recording.ts';
import { type Told, toldIn } from './told.ts';
import type { Tree } from './tree.ts';

/** What is on the disk after a power failure. */
export interface PowerLoss {
  readonly tree: Tree;
  /** What had been told before it. */
  readonly told: readonly Told[];
  /** After which operation, and what became of what was not synced. */
  readonly title: string;
}

/** Power fails after each of these many first operations. */
const shortPrefix = 40;

/**
 * Returns states that a power failure may leave during these operations: a few for each short prefix, the others after
 * operations by chance, each third of them right after something was told.
 */
export function* powerLosses(
  initial: Tree,
  operations: readonly Operation[],
  { count, random }: { readonly count: number; readonly random: () => number },
): Iterable<PowerLoss> {
  const pick = (most: number): number => Math.floor(random() * most);
  const toldAt = operations.flatMap(({ kind }, index) => (kind === 'told' ? [index + 1] : []));
  const points = Array.from({ length: count }, (_, index) => {
    if (index < Math.min(shortPrefix, count / 4)) return index;
    return index % 3 === 0 ? (toldAt[pick(toldAt.length)] ?? 0) : pick(operations.length + 1);
  }).sort((one, other) => one - other);

  const disk = createDisk(initial);
  let [done, text] = [0, ''];
  for (const [index, point] of points.entries()) {
    for (; done < point; done += 1) {
      const operation = operations[done];
      if (operation === undefined) break;
      disk.apply(operation);
      if (operation.kind === 'told') text += operation.text;
    }
    const names: NameFate = index % 4 === 0 ? 'lost' : (nameFates[pick(nameFates.length)] ?? 'lost');
    const data: DataFate = index % 8 === 0 ? 'lost' : (dataFates[pick(dataFates.length)] ?? 'lost');
    const tree = disk.afterPowerLoss(names, data, random);
    yield {
      tree,
      told: toldIn(text),
      title: `after ${done} of ${operations.length} operations, names ${names}, data ${data}`,
    };
  }
}
