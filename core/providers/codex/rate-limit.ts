import { type Said, said, saidUnknown } from '../../quota/fact.ts';
import type { Reached, WindowReading, WindowShape } from '../../quota/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { firstOf, type JsonRecord, type NoteOdd } from '../json.ts';
import type { Slot } from '../windows.ts';
import { readSlot, type SlotReading } from './read-slot.ts';

/** The windows of one limit, and what the source says about its being hit. */
export interface LimitBlock {
  readonly slots: readonly SlotReading[];
  /** One for each slot; undefined where the source does not speak about it. */
  readonly reached: readonly (Said<Reached> | undefined)[];
  /** True: every slot was empty or understood. */
  readonly sound: boolean;
}

const slotKeys: readonly { readonly slot: Slot; readonly keys: readonly string[] }[] = [
  { slot: 'primary', keys: ['primary_window', 'primary'] },
  { slot: 'secondary', keys: ['secondary_window', 'secondary'] },
];

/**
 * Reads `rate_limit` and whatever has its form. One malformed window leaves the other as it is (S1-10).
 *
 * @param isExplained True: the service gives a reason for a hit limit that is none of its windows.
 */
export function readBlock(
  block: JsonRecord,
  path: string,
  asOfMs: number,
  odd: NoteOdd,
  isExplained = false,
): LimitBlock {
  const slots = slotKeys
    .map(({ slot, keys }) => readSlot(firstOf(block, keys), slot, `${path}.${presentKey(block, keys)}`, asOfMs, odd))
    .filter((slot) => slot !== null);
  const flag = block['limit_reached'];
  const limitReached = parseFlag(flag);
  if (flag !== undefined && flag !== null && limitReached === null) odd(`${path}.limit_reached`);
  const hit = hitSlots(slots.map(usedPercentOf));
  const reached = slots.map((slot, index): Said<Reached> | undefined => {
    if (limitReached === null) return flag === null ? saidUnknown : undefined;
    if (isExplained) return said((usedPercentOf(slot) ?? 0) >= 100);
    return said(limitReached && (hit[index] ?? false));
  });
  return { slots, reached, sound: slots.every((slot) => slot.sound) };
}

/** The windows of a block under their names; those whose figures were not understood are left out. */
export function nameWindows(
  block: LimitBlock,
  identify: (slot: SlotReading, index: number) => { readonly id: string; readonly shape: WindowShape },
): readonly WindowReading[] {
  return block.slots.flatMap((slot, index) => {
    if (slot.figures === null) return [];
    const reached = block.reached[index];
    return [{ ...identify(slot, index), ...slot.figures, ...(reached === undefined ? {} : { reached }) }];
  });
}

/** Services round percentages down, so a window that is hit may read 99. */
export const fullFromPercent = 99;

/**
 * Which windows of a block that is hit are the hit ones (S1-6). The flag is the block's, so each window's
 * own figure decides: the full ones; else the only one there is, or the only one without a figure. Where
 * that leaves several, it is one of them and nobody says which.
 */
function hitSlots(used: readonly (number | null)[]): readonly Reached[] {
  const isFull = (percent: number | null): boolean => percent !== null && percent >= fullFromPercent;
  if (used.some(isFull)) return used.map(isFull);
  if (used.length === 1) return [true];
  const unknown = used.filter((percent) => percent === null).length;
  return used.map((percent) => (unknown === 1 ? percent === null : 'one-of-several'));
}

function usedPercentOf(slot: SlotReading): number | null {
  return slot.figures?.usedPercent.is === 'value' ? slot.figures.usedPercent.value : null;
}

function presentKey(block: JsonRecord, keys: readonly string[]): string {
  return keys.find((key) => block[key] !== undefined && block[key] !== null) ?? keys[0] ?? '';
}
