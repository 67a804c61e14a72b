import type { WindowReading } from '../../quota/observation.ts';
import { asRecord, type NoteOdd } from '../json.ts';
import { windowIdentity } from '../windows.ts';
import { nameWindows, readBlock } from './rate-limit.ts';
import type { SlotReading } from './read-slot.ts';

/** The windows of limits that are pools of their own. */
export interface OwnLimits {
  readonly items: readonly WindowReading[];
  /** True: every entry was empty or understood. */
  readonly sound: boolean;
}

/** Names that windows of the whole account go by, which a feature's id must not take. */
const reservedWindowId = /^(session|weekly|primary|secondary|\d+[mhd])$/;

/** Code review's own id and name, whichever source speaks of it. */
export const codeReview = { id: 'code_review', name: 'Code review' } as const;

/** The id of the windows of one model's or feature's limit. */
export function ownWindowId(limitId: string): string {
  return reservedWindowId.test(limitId) ? `limit:${limitId}` : limitId;
}

/** Reads the windows of one limit that the account's limits do not touch. */
export function readOwnLimit(
  value: unknown,
  path: string,
  id: string,
  name: string,
  asOfMs: number,
  odd: NoteOdd,
): OwnLimits {
  if (value === undefined || value === null) return { items: [], sound: true };
  const record = asRecord(value);
  if (record === null) {
    odd(path);
    return { items: [], sound: false };
  }
  const block = readBlock(record, path, asOfMs, odd);
  const items = nameWindows(block, (slot, index) => ({
    id: index === longerIndex(block.slots) ? `${id}:${longerSuffix(block.slots)}` : id,
    shape: { name, scope: 'own', durationSeconds: slot.durationSeconds },
  }));
  return { items, sound: block.sound };
}

/** Of two windows the longer one gets a longer id; the shorter, or the only one, goes by the limit's own. */
function longerIndex(slots: readonly SlotReading[]): number {
  const [first, second] = slots;
  if (first === undefined || second === undefined) return -1;
  return (first.durationSeconds ?? 0) > (second.durationSeconds ?? Infinity) ? 0 : 1;
}

function longerSuffix(slots: readonly SlotReading[]): string {
  const ids = slots.map(({ durationSeconds, slot }) => windowIdentity(durationSeconds, slot).id);
  const index = longerIndex(slots);
  return ids[0] === ids[1] ? (slots[index]?.slot ?? '') : (ids[index] ?? '');
}
