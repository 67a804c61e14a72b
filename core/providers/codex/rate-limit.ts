import { type Stated, statedValue, statedUnknown } from '../../usage/fact.ts';
import type { Reached, WindowReading, WindowShape } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { parseNumber } from '../../units/number.ts';
import { instantAfterMs, parseInstantMs } from '../../units/time.ts';
import { asRecord, firstOf, type JsonRecord, mentions, type ReportUnrecognized } from '../../units/json.ts';
import { statedPercent } from '../parse.ts';
import type { WindowPosition } from '../windows.ts';

/** The windows of one limit, and what the source says about its being hit. */
interface RateLimit {
  readonly windows: readonly PositionedWindow[];
  /** One for each slot; undefined where the source does not speak about it. */
  readonly reached: readonly (Stated<Reached> | undefined)[];
  /** True: every slot was empty or understood. */
  readonly sound: boolean;
}

const windowKeys: readonly { readonly position: WindowPosition; readonly keys: readonly string[] }[] = [
  { position: 'primary', keys: ['primary_window', 'primary'] },
  { position: 'secondary', keys: ['secondary_window', 'secondary'] },
];

/**
 * Reads `rate_limit` and whatever has its form. One malformed window leaves the other as it is (S1-10).
 *
 * @param isExplained True: the service gives a reason for a hit limit that is none of its windows.
 */
export function parseRateLimit(
  block: JsonRecord,
  path: string,
  asOfMs: number,
  report: ReportUnrecognized,
  isExplained = false,
): RateLimit {
  const slots = windowKeys
    .map(({ position: slot, keys }) =>
      parseWindow(firstOf(block, keys), slot, `${path}.${presentKey(block, keys)}`, asOfMs, report),
    )
    .filter((slot) => slot !== null);
  const flag = block['limit_reached'];
  const limitReached = parseFlag(flag);
  if (flag !== undefined && flag !== null && limitReached === null) report(`${path}.limit_reached`);
  const hit = hitWindows(slots.map(usedPercentOf));
  const reached = slots.map((slot, index): Stated<Reached> | undefined => {
    if (limitReached === null) return flag === null ? statedUnknown : undefined;
    if (isExplained) return statedValue((usedPercentOf(slot) ?? 0) >= 100);
    return statedValue(limitReached && (hit[index] ?? false));
  });
  return { windows: slots, reached, sound: slots.every((slot) => slot.sound) };
}

/** The windows of a block under their names; those whose figures were not understood are left out. */
export function nameWindows(
  block: RateLimit,
  identify: (slot: PositionedWindow, index: number) => { readonly id: string; readonly shape: WindowShape },
): readonly WindowReading[] {
  return block.windows.flatMap((slot, index) => {
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
function hitWindows(used: readonly (number | null)[]): readonly Reached[] {
  const isFull = (percent: number | null): boolean => percent !== null && percent >= fullFromPercent;
  if (used.some(isFull)) return used.map(isFull);
  if (used.length === 1) return [true];
  const unknown = used.filter((percent) => percent === null).length;
  return used.map((percent) => (unknown === 1 ? percent === null : 'one-of-several'));
}

function usedPercentOf(slot: PositionedWindow): number | null {
  return slot.figures?.usedPercent.is === 'value' ? slot.figures.usedPercent.value : null;
}

function presentKey(block: JsonRecord, keys: readonly string[]): string {
  return keys.find((key) => block[key] !== undefined && block[key] !== null) ?? keys[0] ?? '';
}

const longestSeconds = 10 * 366 * 86_400;

/** One window as it stood in its slot, before it has a name. */
export interface PositionedWindow {
  readonly position: WindowPosition;
  readonly durationSeconds: number | null;
  /** null: the slot is taken, but its figures were not understood (S1-10). */
  readonly figures: WindowFigures | null;
  /** False: something that decides what this window is was not understood. */
  readonly sound: boolean;
}

interface WindowFigures {
  readonly usedPercent: Stated<number>;
  readonly resetsAtMs?: Stated<number>;
}

/** Reads one slot; null where there is no window in it: absent, null, or retired with 0 % of 0 s (S1-21). */
function parseWindow(
  value: unknown,
  slot: WindowPosition,
  path: string,
  asOfMs: number,
  report: ReportUnrecognized,
): PositionedWindow | null {
  if (value === undefined || value === null) return null;
  const window = asRecord(value);
  if (window === null) {
    report(path);
    return { position: slot, durationSeconds: null, figures: null, sound: false };
  }
  const length = parseLength(window);
  if (!length.sound) report(`${path}.limit_window_seconds`);
  const usedPercent = statedPercent(window['used_percent']);
  if (usedPercent === null) {
    report(`${path}.used_percent`);
    return { position: slot, durationSeconds: length.seconds, figures: null, sound: false };
  }
  if (length.isZero && usedPercent.is === 'value' && usedPercent.value === 0) return null;
  const resetsAtMs = statedReset(window, path, asOfMs, report);
  const figures = resetsAtMs === undefined ? { usedPercent } : { usedPercent, resetsAtMs };
  return { position: slot, durationSeconds: length.seconds, figures, sound: length.sound };
}

interface Length {
  readonly seconds: number | null;
  readonly isZero: boolean;
  readonly sound: boolean;
}

function parseLength(window: JsonRecord): Length {
  const statedSeconds = window['limit_window_seconds'] ?? null;
  const statedMinutes = window['window_minutes'] ?? null;
  if (statedSeconds === null && statedMinutes === null) return { seconds: null, isZero: false, sound: true };
  const seconds = parseNumber(statedSeconds) ?? (parseNumber(statedMinutes) ?? NaN) * 60;
  const sound = seconds >= 0 && seconds <= longestSeconds;
  return { seconds: sound && seconds > 0 ? seconds : null, isZero: seconds === 0, sound };
}

function statedReset(
  window: JsonRecord,
  path: string,
  asOfMs: number,
  report: ReportUnrecognized,
): Stated<number> | undefined {
  const resetMs = parseResetMs(window, asOfMs);
  if (resetMs !== null) return statedValue(resetMs);
  if (!mentions(window, resetKeys)) return undefined;
  const stated = firstOf(window, resetKeys);
  if (stated === undefined || stated === '' || stated === 0) return statedUnknown;
  report(`${path}.reset_at`);
  return undefined;
}

/** The spellings of "when it comes back". */
const resetKeys: readonly string[] = ['reset_at', 'resets_at', 'resetsAt'];

/** The spellings of "how long until it comes back", in seconds after the source said so. */
const waitKeys: readonly string[] = ['reset_after_seconds', 'resets_in_seconds'];

/** More than that apart, the two spellings were read by two clocks. */
const sameMomentMs = 60_000;

/**
 * When a window or limit comes back; null if it is not said. The stated wait after the request beats the
 * stated time where they differ, because it does not depend on a clock.
 */
export function parseResetMs(record: JsonRecord, asOfMs: number): number | null {
  const statedMs = parseInstantMs(firstOf(record, resetKeys));
  const afterWaitMs = instantAfterMs(asOfMs, firstOf(record, waitKeys) ?? null);
  if (statedMs === null || afterWaitMs === null) return statedMs ?? afterWaitMs;
  return Math.abs(statedMs - afterWaitMs) <= sameMomentMs ? statedMs : afterWaitMs;
}
