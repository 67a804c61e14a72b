import { type Stated, statedValue, statedUnknown } from '../../usage/fact.ts';
import type { Reached, WindowReading, WindowShape } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { parseNumber } from '../../units/number.ts';
import { instantAfterMs, minuteMs, parseInstantMs } from '../../units/time.ts';
import { asRecord, firstOf, type JsonRecord, mentions, type ReportUnrecognized } from '../../units/json.ts';
import { statedPercent } from '../parse.ts';
import type { WindowPosition } from '../windows.ts';

/** The windows of one limit, and whether each was hit. */
interface RateLimit {
  readonly windows: readonly PositionedWindow[];
  /** One entry per window; undefined where the source does not say. */
  readonly reached: readonly (Stated<Reached> | undefined)[];
  /** True: every window was missing or understood. */
  readonly isUnderstood: boolean;
}

const windowKeys: readonly { readonly position: WindowPosition; readonly keys: readonly string[] }[] = [
  { position: 'primary', keys: ['primary_window', 'primary'] },
  { position: 'secondary', keys: ['secondary_window', 'secondary'] },
];

/**
 * Parses `rate_limit` and objects of the same form. A malformed window does not affect the other one.
 *
 * @param isExplained True: the service states a reason for the block that is not one of these windows.
 */
export function parseRateLimit(
  block: JsonRecord,
  path: string,
  asOfMs: number,
  report: ReportUnrecognized,
  isExplained = false,
): RateLimit {
  const windows = windowKeys
    .map(({ position, keys }) =>
      parseWindow(firstOf(block, keys), position, `${path}.${presentKey(block, keys)}`, asOfMs, report),
    )
    .filter((window) => window !== null);
  const flag = block['limit_reached'];
  const limitReached = parseFlag(flag);
  if (flag !== undefined && flag !== null && limitReached === null) report(`${path}.limit_reached`);
  const hit = hitWindows(windows.map(usedPercentOf));
  const reached = windows.map((window, index): Stated<Reached> | undefined => {
    if (limitReached === null) return flag === null ? statedUnknown : undefined;
    if (isExplained) return statedValue((usedPercentOf(window) ?? 0) >= 100);
    return statedValue(limitReached && (hit[index] ?? false));
  });
  return { windows, reached, isUnderstood: windows.every((window) => window.isUnderstood) };
}

/** The windows of a limit with their ids and shapes. Windows whose figures were not understood are left out. */
export function nameWindows(
  block: RateLimit,
  identify: (window: PositionedWindow, index: number) => { readonly id: string; readonly shape: WindowShape },
): readonly WindowReading[] {
  return block.windows.flatMap((window, index) => {
    if (window.figures === null) return [];
    const reached = block.reached[index];
    return [{ ...identify(window, index), ...window.figures, ...(reached === undefined ? {} : { reached }) }];
  });
}

/** Services round percentages down, so a window that was hit may state 99. */
export const fullFromPercent = 99;

/**
 * Which windows of a blocked limit were hit. The service flags the whole limit, so the percentages decide: the full
 * windows, else the only window, else the only window without a percentage. Where several remain, each is marked as
 * one of several.
 */
function hitWindows(used: readonly (number | null)[]): readonly Reached[] {
  const isFull = (percent: number | null): boolean => percent !== null && percent >= fullFromPercent;
  if (used.some(isFull)) return used.map(isFull);
  if (used.length === 1) return [true];
  const unknown = used.filter((percent) => percent === null).length;
  return used.map((percent) => (unknown === 1 ? percent === null : 'one-of-several'));
}

function usedPercentOf(window: PositionedWindow): number | null {
  return window.figures?.usedPercent.is === 'value' ? window.figures.usedPercent.value : null;
}

function presentKey(block: JsonRecord, keys: readonly string[]): string {
  return keys.find((key) => block[key] !== undefined && block[key] !== null) ?? keys[0] ?? '';
}

const longestSeconds = 10 * 366 * 86_400;

/** A window with its position, before it has a name. */
export interface PositionedWindow {
  readonly position: WindowPosition;
  readonly durationSeconds: number | null;
  /** Null: there is a window, but its figures were not understood. */
  readonly figures: WindowFigures | null;
  /** False: a field that decides the identity of the window was not understood. */
  readonly isUnderstood: boolean;
}

interface WindowFigures {
  readonly usedPercent: Stated<number>;
  readonly resetsAtMs?: Stated<number>;
}

/** Parses one window. Null where there is none: it is missing, null, or retired with 0 % and a length of 0. */
function parseWindow(
  value: unknown,
  position: WindowPosition,
  path: string,
  asOfMs: number,
  report: ReportUnrecognized,
): PositionedWindow | null {
  if (value === undefined || value === null) return null;
  const window = asRecord(value);
  if (window === null) {
    report(path);
    return { position, durationSeconds: null, figures: null, isUnderstood: false };
  }
  const length = parseLength(window);
  if (!length.isUnderstood) report(`${path}.limit_window_seconds`);
  const usedPercent = statedPercent(window['used_percent']);
  if (usedPercent === null) {
    report(`${path}.used_percent`);
    return { position, durationSeconds: length.seconds, figures: null, isUnderstood: false };
  }
  if (length.isZero && usedPercent.is === 'value' && usedPercent.value === 0) return null;
  const resetsAtMs = statedReset(window, path, asOfMs, report);
  const figures = resetsAtMs === undefined ? { usedPercent } : { usedPercent, resetsAtMs };
  return { position, durationSeconds: length.seconds, figures, isUnderstood: length.isUnderstood };
}

interface Length {
  readonly seconds: number | null;
  readonly isZero: boolean;
  readonly isUnderstood: boolean;
}

function parseLength(window: JsonRecord): Length {
  const statedSeconds = window['limit_window_seconds'] ?? null;
  const statedMinutes = window['window_minutes'] ?? null;
  if (statedSeconds === null && statedMinutes === null) return { seconds: null, isZero: false, isUnderstood: true };
  const seconds = parseNumber(statedSeconds) ?? (parseNumber(statedMinutes) ?? NaN) * 60;
  const isUnderstood = seconds >= 0 && seconds <= longestSeconds;
  return { seconds: isUnderstood && seconds > 0 ? seconds : null, isZero: seconds === 0, isUnderstood };
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

/** The keys for the time of the reset. */
const resetKeys: readonly string[] = ['reset_at', 'resets_at', 'resetsAt'];

/** The keys for the seconds until the reset, measured from the answer. */
const waitKeys: readonly string[] = ['reset_after_seconds', 'resets_in_seconds'];

/** Where the two statements differ by more than this, the clocks of service and computer differ. */
const sameMomentMs = minuteMs;

/**
 * When a window or limit resets, in epoch ms; null where the answer does not say. Where the stated wait and the stated
 * time differ, the wait counts, because it does not depend on a clock.
 */
export function parseResetMs(record: JsonRecord, asOfMs: number): number | null {
  const statedMs = parseInstantMs(firstOf(record, resetKeys));
  const afterWaitMs = instantAfterMs(asOfMs, firstOf(record, waitKeys) ?? null);
  if (statedMs === null || afterWaitMs === null) return statedMs ?? afterWaitMs;
  return Math.abs(statedMs - afterWaitMs) <= sameMomentMs ? statedMs : afterWaitMs;
}
