import type { WindowReading, WindowsReading } from '../../quota/observation.ts';
import { asRecord, type JsonRecord, type NoteOdd } from '../json.ts';
import { windowIdentity } from '../windows.ts';
import { nameWindows, readBlock } from './rate-limit.ts';
import { readExtraLimits } from './read-extra-limits.ts';
import type { SlotReading } from './read-slot.ts';

/**
 * All windows of a usage body (S1-5 .. S1-10). A missing or null `rate_limit` leaves the account's own
 * windows unsaid (S1-8), so the list is then not complete; undefined where nothing speaks of windows.
 *
 * @param isExplained True: the service gives a reason for a hit limit that is none of its windows.
 */
export function readWindows(
  body: JsonRecord,
  asOfMs: number,
  odd: NoteOdd,
  isExplained = false,
): WindowsReading | undefined {
  const main = readAccountWindows(body['rate_limit'], 'rate_limit', asOfMs, odd, isExplained);
  const extra = readExtraLimits(body, asOfMs, odd);
  if (main === null && extra.items.length === 0) return undefined;
  const complete = main !== null && main.sound && extra.sound;
  return { complete, items: [...(main?.items ?? []), ...extra.items] };
}

/** The windows of the whole account, by their lengths; null where nothing was said of them. */
export function readAccountWindows(
  value: unknown,
  path: string,
  asOfMs: number,
  odd: NoteOdd,
  isExplained = false,
): { readonly items: readonly WindowReading[]; readonly sound: boolean } | null {
  if (value === undefined || value === null) return null;
  const record = asRecord(value);
  if (record === null) {
    odd(path);
    return null;
  }
  const block = readBlock(record, path, asOfMs, odd, isExplained);
  const ids = accountWindowIds(block.slots);
  const items = nameWindows(block, ({ durationSeconds }, index) => ({
    id: ids[index] ?? '',
    shape: { name: null, scope: 'account', durationSeconds },
  }));
  return { items, sound: block.sound };
}

/** Two windows of one length cannot share a name: the one that is less sure of it is called by its slot. */
function accountWindowIds(slots: readonly SlotReading[]): readonly string[] {
  const ids = slots.map(({ durationSeconds, slot }) => windowIdentity(durationSeconds, slot).id);
  const [first, second] = slots;
  if (first === undefined || second === undefined || ids[0] !== ids[1]) return ids;
  const renamed = first.durationSeconds === null && second.durationSeconds !== null ? 0 : 1;
  return ids.map((id, index) => (index === renamed ? (slots[index]?.slot ?? id) : id));
}
