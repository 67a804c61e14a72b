import { type JudgedWindow, lengthOf } from '../usage/windows.ts';

/** One figure of a window as it was read. */
export interface PaceReading {
  readonly atMs: number;
  readonly usedPercent: number;
  /** null: the source did not say. */
  readonly resetsAtMs: number | null;
}

const wobbleMs = 5 * 60_000;

/** Whether two reset times mean the same reset; one that was not said fits each. */
export function isSameReset(a: number | null, b: number | null): boolean {
  return a === null || b === null || Math.abs(a - b) < wobbleMs;
}

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

/** A fall by more is no correction: the window was reset before its time. */
const largestCorrectionPercent = 5;

/**
 * The readings since the newest reset with the newest one at their end, oldest first. Use never falls
 * within a period, so what a later reading corrected downwards counts as what it was corrected to.
 *
 * @param now The newest reading; readings that are not older are left out.
 */
function currentPeriod(readings: readonly PaceReading[], now: PaceReading, startsAtMs: number): readonly PaceReading[] {
  const period: PaceReading[] = [now];
  let least = now.usedPercent;
  let later = now;
  for (let index = readings.length - 1; index >= 0; index -= 1) {
    const reading = readings[index];
    if (reading === undefined || reading.atMs >= later.atMs) continue;
    const isOver = reading.usedPercent - later.usedPercent > largestCorrectionPercent;
    if (isOver || reading.atMs < startsAtMs || !isSameReset(reading.resetsAtMs, now.resetsAtMs)) break;
    least = Math.min(least, reading.usedPercent);
    period.unshift(reading.usedPercent === least ? reading : { ...reading, usedPercent: least });
    later = reading;
  }
  return period;
}

/** How fast a window was used lately. */
interface Rate {
  readonly percentPerMs: number;
  readonly risePercent: number;
  /** How far off the rate may be, as a part of it, 0..0.9. */
  readonly error: number;
}

/**
 * The mean rate over the newest part of a period. It may be off by one percentage point, because figures
 * are rounded, and the more the two halves differ. Null where no time passed.
 *
 * @param period Readings of one period, oldest first, never falling.
 */
function rateOf(period: readonly PaceReading[], lookBackMs: number): Rate | null {
  const last = period.at(-1);
  if (last === undefined) return null;
  const first = readingAt(period, last.atMs - lookBackMs, period[0] ?? last);
  const spanMs = last.atMs - first.atMs;
  if (spanMs <= 0) return null;
  const risePercent = last.usedPercent - first.usedPercent;
  const percentPerMs = risePercent / spanMs;
  return { percentPerMs, risePercent, error: risePercent <= 0 ? 0.9 : errorOf(period, first, last) };
}

function errorOf(period: readonly PaceReading[], first: PaceReading, last: PaceReading): number {
  const risePercent = last.usedPercent - first.usedPercent;
  const middle = readingAt(period, (first.atMs + last.atMs) / 2, first);
  const early = (middle.usedPercent - first.usedPercent) / Math.max(1, middle.atMs - first.atMs);
  const late = (last.usedPercent - middle.usedPercent) / Math.max(1, last.atMs - middle.atMs);
  const unevenness = early + late > 0 ? Math.abs(late - early) / (early + late) : 0;
  return Math.min(0.9, 1 / risePercent + unevenness / 4);
}

/** The last reading up to a time, else the one that is given. */
function readingAt(period: readonly PaceReading[], atMs: number, otherwise: PaceReading): PaceReading {
  let found = otherwise;
  for (const reading of period) {
    if (reading.atMs > atMs) break;
    found = reading;
  }
  return found;
}
