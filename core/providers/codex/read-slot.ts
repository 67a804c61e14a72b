import { type Said, said, saidUnknown } from '../../quota/fact.ts';
import { parseNumber } from '../../units/number.ts';
import { asRecord, firstOf, type JsonRecord, mentions, type NoteOdd } from '../json.ts';
import { sayPercent } from '../parse.ts';
import type { Slot } from '../windows.ts';
import { readResetMs, resetKeys } from './read-reset.ts';

const longestSeconds = 10 * 366 * 86_400;

/** One window as it stood in its slot, before it has a name. */
export interface SlotReading {
  readonly slot: Slot;
  readonly durationSeconds: number | null;
  /** null: the slot is taken, but its figures were not understood (S1-10). */
  readonly figures: SlotFigures | null;
  /** False: something that decides what this window is was not understood. */
  readonly sound: boolean;
}

export interface SlotFigures {
  readonly usedPercent: Said<number>;
  readonly resetsAtMs?: Said<number>;
}

/** Reads one slot; null where there is no window in it: absent, null, or retired with 0 % of 0 s (S1-21). */
export function readSlot(value: unknown, slot: Slot, path: string, asOfMs: number, odd: NoteOdd): SlotReading | null {
  if (value === undefined || value === null) return null;
  const window = asRecord(value);
  if (window === null) {
    odd(path);
    return { slot, durationSeconds: null, figures: null, sound: false };
  }
  const length = readLength(window);
  if (!length.sound) odd(`${path}.limit_window_seconds`);
  const usedPercent = sayPercent(window['used_percent']);
  if (usedPercent === null) {
    odd(`${path}.used_percent`);
    return { slot, durationSeconds: length.seconds, figures: null, sound: false };
  }
  if (length.isZero && usedPercent.is === 'value' && usedPercent.value === 0) return null;
  const resetsAtMs = sayReset(window, path, asOfMs, odd);
  const figures = resetsAtMs === undefined ? { usedPercent } : { usedPercent, resetsAtMs };
  return { slot, durationSeconds: length.seconds, figures, sound: length.sound };
}

interface Length {
  readonly seconds: number | null;
  readonly isZero: boolean;
  readonly sound: boolean;
}

function readLength(window: JsonRecord): Length {
  const statedSeconds = window['limit_window_seconds'] ?? null;
  const statedMinutes = window['window_minutes'] ?? null;
  if (statedSeconds === null && statedMinutes === null) return { seconds: null, isZero: false, sound: true };
  const seconds = parseNumber(statedSeconds) ?? (parseNumber(statedMinutes) ?? NaN) * 60;
  const sound = seconds >= 0 && seconds <= longestSeconds;
  return { seconds: sound && seconds > 0 ? seconds : null, isZero: seconds === 0, sound };
}

function sayReset(window: JsonRecord, path: string, asOfMs: number, odd: NoteOdd): Said<number> | undefined {
  const resetMs = readResetMs(window, asOfMs);
  if (resetMs !== null) return said(resetMs);
  if (!mentions(window, resetKeys)) return undefined;
  const stated = firstOf(window, resetKeys);
  if (stated === undefined || stated === '' || stated === 0) return saidUnknown;
  odd(`${path}.reset_at`);
  return undefined;
}
