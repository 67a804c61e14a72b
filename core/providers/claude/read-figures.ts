import { type Said, said, saidUnknown } from '../../quota/fact.ts';
import { parseInstantMs } from '../../units/time.ts';
import type { JsonRecord, NoteOdd } from '../json.ts';
import { sayPercent } from '../parse.ts';

export interface Figures {
  readonly usedPercent: Said<number>;
  readonly resetsAtMs?: Said<number>;
}

/**
 * What a window says: its percentage under the given key, 0..100 whatever its size (0.02 is 0.02 %), and
 * its reset, where null is "unknown". Null as a whole where the percentage is missing or malformed.
 */
export function readFigures(window: JsonRecord, percentKey: string, path: string, odd: NoteOdd): Figures | null {
  const usedPercent = sayPercent(window[percentKey]);
  if (usedPercent === null) {
    odd(`${path}.${percentKey}`);
    return null;
  }
  const resetsAtMs = sayReset(window['resets_at'], path, odd);
  return resetsAtMs === undefined ? { usedPercent } : { usedPercent, resetsAtMs };
}

function sayReset(value: unknown, path: string, odd: NoteOdd): Said<number> | undefined {
  if (value === undefined) return undefined;
  if (value === null || value === '') return saidUnknown;
  const resetMs = parseInstantMs(value);
  if (resetMs === null) odd(`${path}.resets_at`);
  return resetMs === null ? undefined : said(resetMs);
}
