import { type Said, said, saidUnknown } from '../../quota/fact.ts';
import type { WindowReading, WindowShape } from '../../quota/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { firstOf, type JsonRecord, type NoteOdd } from '../shape.ts';
import type { Slot } from '../windows.ts';
import { readSlot, type SlotReading } from './read-slot.ts';

/** The windows of one limit, and what the source says about its being hit. */
export interface LimitBlock {
  readonly slots: readonly SlotReading[];
  /** One for each slot; undefined where the source does not speak about it. */
  readonly reached: readonly (Said<boolean> | undefined)[];
  /** True: every slot was empty or understood. */
  readonly sound: boolean;
}

const slotKeys: readonly { readonly slot: Slot; readonly keys: readonly string[] }[] = [
  { slot: 'primary', keys: ['primary_window', 'primary'] },
  { slot: 'secondary', keys: ['secondary_window', 'secondary'] },
];

/** Reads `rate_limit` and whatever has its form. One malformed window leaves the other as it is (S1-10). */
export function readBlock(block: JsonRecord, path: string, asOfMs: number, odd: NoteOdd): LimitBlock {
  const slots = slotKeys
    .map(({ slot, keys }) => readSlot(firstOf(block, keys), slot, `${path}.${presentKey(block, keys)}`, asOfMs, odd))
    .filter((slot) => slot !== null);
  const flag = block['limit_reached'];
  const limitReached = parseFlag(flag);
  if (flag !== undefined && flag !== null && limitReached === null) odd(`${path}.limit_reached`);
  const reached = slots.map((_, index): Said<boolean> | undefined => {
    if (limitReached === null) return flag === null ? saidUnknown : undefined;
    return said(limitReached && hitSlots(slots)[index] === true);
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

/**
 * Which windows of a block that is hit are the hit ones (S1-6). The flag is the block's, so each window's
 * own figure decides: those at 100 %; else those without a figure; else the fullest, since one must be.
 */
function hitSlots(slots: readonly SlotReading[]): readonly boolean[] {
  const used = slots.map(usedPercentOf);
  if (used.some((percent) => percent !== null && percent >= 100)) {
    return used.map((percent) => percent !== null && percent >= 100);
  }
  if (used.includes(null)) return used.map((percent) => percent === null);
  const fullest = used.indexOf(Math.max(...used.map((percent) => percent ?? 0)));
  return used.map((_, index) => index === fullest);
}

function usedPercentOf(slot: SlotReading): number | null {
  return slot.figures?.usedPercent.is === 'value' ? slot.figures.usedPercent.value : null;
}

function presentKey(block: JsonRecord, keys: readonly string[]): string {
  return keys.find((key) => block[key] !== undefined && block[key] !== null) ?? keys[0] ?? '';
}
