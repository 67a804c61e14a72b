import { type JudgedWindow, lengthOf } from '../usage/windows.ts';
import { currentPeriod } from './current-period.ts';
import type { PaceReading } from './pace-reading.ts';
import { rateOf } from './rate.ts';

/** How a window is being used, judged by what was read in its present period. */
export interface Pace {
  /** How much would be used by now at an even pace, 0..100. */
  readonly expectedPercent: number;
  /** When it runs out if it goes on like lately; null: not before the reset, or nothing can be said. */
  readonly exhaustsAtMs: number | null;
  /** Between which times, as far as can be told; the second may lie after the reset. Null with the time. */
  readonly exhaustsBetweenMs: readonly [fromMs: number, toMs: number] | null;
}

const minuteMs = 60_000;
/** A rise of one is what rounding to whole percents does by itself. */
const smallestRisePercent = 2;
const fewestReadings = 3;

/**
 * The pace of an open window, or null where too little was seen: it takes readings of the present period
 * over at least 15 minutes and 3 % of the window. A time of exhaustion takes three of them and a rise of two
 * percentage points as well; it is never before now, and never after the reset. Times are whole minutes.
 * The caller leaves out windows whose figure is stale.
 *
 * @param readings Of this window, oldest first; other periods may be among them.
 */
export function paceOf(window: JudgedWindow, readings: readonly PaceReading[], nowMs: number): Pace | null {
  const { usedPercent, resetsAtMs, asOfMs } = window;
  const lengthMs = lengthOf(window) * 1000;
  if (window.state !== 'open' || usedPercent === null || resetsAtMs === null || lengthMs <= 0) return null;
  const startsAtMs = resetsAtMs - lengthMs;
  if (nowMs < startsAtMs || asOfMs > nowMs) return null;
  const now: PaceReading = { atMs: asOfMs, usedPercent, resetsAtMs };
  const period = currentPeriod(readings, now, startsAtMs);
  if (asOfMs - (period[0]?.atMs ?? asOfMs) < leastSpanMs(lengthMs)) return null;
  const expectedPercent = Math.round((1000 * (nowMs - startsAtMs)) / lengthMs) / 10;
  const rate = period.length < fewestReadings ? null : rateOf(period, horizonMs(lengthMs));
  if (rate === null || rate.risePercent < smallestRisePercent) return withoutEnd(expectedPercent);

  const endMs = (percentPerMs: number): number => asOfMs + (100 - usedPercent) / percentPerMs;
  const exhaustsAtMs = wholeMinute(Math.max(nowMs, endMs(rate.percentPerMs)));
  if (exhaustsAtMs >= resetsAtMs) return withoutEnd(expectedPercent);
  const fromMs = Math.max(nowMs, endMs(rate.percentPerMs * (1 + rate.error)));
  const toMs = endMs(rate.percentPerMs * (1 - rate.error));
  return {
    expectedPercent,
    exhaustsAtMs,
    exhaustsBetweenMs: [Math.min(exhaustsAtMs, wholeMinute(fromMs)), Math.max(exhaustsAtMs, wholeMinute(toMs))],
  };
}

/** How far back the recent use of a window counts: an hour of a short one, a seventh of a long one. */
export function horizonMs(lengthMs: number): number {
  return Math.max(60 * minuteMs, lengthMs / 7);
}

function leastSpanMs(lengthMs: number): number {
  return Math.max(15 * minuteMs, 0.03 * lengthMs);
}

function withoutEnd(expectedPercent: number): Pace {
  return { expectedPercent, exhaustsAtMs: null, exhaustsBetweenMs: null };
}

function wholeMinute(atMs: number): number {
  return Math.ceil(atMs / minuteMs) * minuteMs;
}
