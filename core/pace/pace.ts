import { hourMs, minuteMs } from '../units/time.ts';
import { type JudgedWindow, lengthOf, sameReset } from '../usage/windows.ts';

/** One figure of a window as a source stated it. */
export interface PaceReading {
  readonly atMs: number;
  readonly usedPercent: number;
  /** Epoch ms; null: the source did not state it. */
  readonly resetsAtMs: number | null;
}

const sameResetMs = 5 * minuteMs;

/** Whether two readings belong to the same reset. A reset that was not stated fits every other. */
export function fitsReset(a: number | null, b: number | null): boolean {
  return a === null || b === null || sameReset(a, b, sameResetMs);
}

/** How fast a window is used, judged by the readings since its last reset. */
export interface Pace {
  /** How much would be used by now at an even rate, 0..100. */
  readonly expectedPercent: number;
  /** When it runs out at the recent rate, epoch ms; null: not before the reset, or not known. */
  readonly exhaustsAtMs: number | null;
  /** The earliest and latest likely time. The second may lie after the reset. null where `exhaustsAtMs` is null. */
  readonly exhaustsBetweenMs: readonly [fromMs: number, toMs: number] | null;
}

/** A rise of 1 may be only the effect of rounding to whole percents. */
const smallestRisePercent = 2;
const fewestReadings = 3;

/**
 * The pace of an open window; null where the readings since the last reset span less than 15 minutes or 3 % of the
 * window. A time of exhaustion also needs three readings and a rise of two percentage points. It is never before now
 * and never after the reset. Times are whole minutes. The caller leaves out windows whose figure is stale.
 *
 * @param readings Of this window, oldest first. Readings of earlier periods may be among them.
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

/** How far back readings count as recent, ms: an hour for a short window, a seventh of a long one. */
export function horizonMs(lengthMs: number): number {
  return Math.max(hourMs, lengthMs / 7);
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

/** A larger fall is no correction: the window was reset early. */
const largestCorrectionPercent = 5;

/**
 * The readings since the last reset, oldest first, with the newest one at the end. Use never falls within a period, so
 * a reading above a later one counts as the later one.
 *
 * @param now The newest reading. Readings that are not older are left out.
 */
function currentPeriod(readings: readonly PaceReading[], now: PaceReading, startsAtMs: number): readonly PaceReading[] {
  const period: PaceReading[] = [now];
  let least = now.usedPercent;
  let later = now;
  for (let index = readings.length - 1; index >= 0; index -= 1) {
    const reading = readings[index];
    if (reading === undefined || reading.atMs >= later.atMs) continue;
    const isOver = reading.usedPercent - later.usedPercent > largestCorrectionPercent;
    if (isOver || reading.atMs < startsAtMs || !fitsReset(reading.resetsAtMs, now.resetsAtMs)) break;
    least = Math.min(least, reading.usedPercent);
    period.unshift(reading.usedPercent === least ? reading : { ...reading, usedPercent: least });
    later = reading;
  }
  return period;
}

/** How fast a window was used recently. */
interface Rate {
  readonly percentPerMs: number;
  readonly risePercent: number;
  /** The possible error of the rate, as a share of it, 0..0.9. */
  readonly error: number;
}

/**
 * The mean rate over the newest part of a period; null where no time passed. The error grows with the difference
 * between the two halves, and includes one percentage point for the rounding of figures.
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

/** The last reading up to a time; `otherwise` where there is none. */
function readingAt(period: readonly PaceReading[], atMs: number, otherwise: PaceReading): PaceReading {
  let found = otherwise;
  for (const reading of period) {
    if (reading.atMs > atMs) break;
    found = reading;
  }
  return found;
}
