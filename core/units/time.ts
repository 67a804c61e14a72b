import { parseNumber } from './number.ts';

/** A second in ms. */
export const secondMs = 1000;
/** A minute in ms. */
export const minuteMs = 60 * secondMs;
/** An hour in ms. */
export const hourMs = 60 * minuteMs;
/** A day in ms. */
export const dayMs = 24 * hourMs;

/** A minute in seconds. */
export const minuteSeconds = 60;
/** An hour in seconds. */
export const hourSeconds = 60 * minuteSeconds;
/** A day in seconds. */
export const daySeconds = 24 * hourSeconds;
/** A week in seconds. */
export const weekSeconds = 7 * daySeconds;

/** JavaScript's calendar ends at this distance before and after 1970, ms. A later time cannot be written as a date. */
export const farthestMs = 8.64e15;
/** A number up to this is in seconds, and a larger one in milliseconds. This many seconds are the year 5138. */
const smallestEpochMs = 1e11;
const isoText =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * Returns a time as epoch ms. The input is a number or text of epoch seconds or (above 10^11) milliseconds, or an ISO
 * 8601 text. ISO 8601 may have up to nanoseconds, and a missing offset means UTC. Null: anything else, or a time
 * outside the calendar's range. Null also for 0 and less, which mean "not set".
 */
export function parseInstantMs(input: unknown): number | null {
  const epoch = parseNumber(input);
  if (epoch !== null) return epochMs(epoch);
  return typeof input === 'string' ? isoMs(input.trim()) : null;
}

/** Returns the start of the whole minute of a time, epoch ms. */
export function wholeMinuteMs(atMs: number): number {
  return Math.floor(atMs / minuteMs) * minuteMs;
}

/** Returns the start of the next whole minute, epoch ms. Countdowns change at this time. */
export function nextMinuteMs(nowMs: number): number {
  return (Math.floor(nowMs / minuteMs) + 1) * minuteMs;
}

/** Returns the start of the month of a time in UTC, epoch ms. */
export function monthStartMs(atMs: number): number {
  const at = new Date(atMs);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1);
}

/** Returns the start of the next month in UTC, epoch ms. */
export function nextMonthStartMs(atMs: number): number {
  const at = new Date(atMs);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
}

/**
 * Returns a time as ISO 8601 in UTC with milliseconds and `Z`. The time must be in the calendar's range (see
 * `parseInstantMs`).
 */
export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Returns the time some seconds after another, epoch ms. Null: the seconds are no number, negative or out of range. */
export function instantAfterMs(startMs: number, seconds: unknown): number | null {
  const wait = parseNumber(seconds);
  return wait === null || wait < 0 ? null : inRange(startMs + wait * secondMs);
}

/**
 * Returns a time that is stated as a number of this unit since 1970, epoch ms. Null: anything else, a negative number or
 * a time outside the calendar's range.
 */
export function instantSinceEpochMs(value: unknown, unitMs: number): number | null {
  return typeof value === 'number' && value >= 0 ? inRange(value * unitMs) : null;
}

function epochMs(epoch: number): number | null {
  if (epoch <= 0) return null;
  return inRange(epoch > smallestEpochMs ? epoch : epoch * 1000);
}

function inRange(ms: number): number | null {
  return Math.abs(ms) <= farthestMs ? Math.round(ms) + 0 : null;
}

function isoMs(text: string): number | null {
  const match = isoText.exec(text);
  if (match === null) return null;
  const parts = match.slice(1, 7).map((part) => Number(part ?? 0));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const midnightMs = Date.UTC(year, month - 1, day);
  const midnight = new Date(midnightMs);
  const isCalendarDay =
    midnight.getUTCFullYear() === year && midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  const offset = offsetMinutes(match[8]);
  if (!isCalendarDay || hour > 23 || minute > 59 || second > 59 || offset === null) return null;
  return midnightMs + ((hour * 60 + minute - offset) * 60 + second) * 1000 + milliseconds;
}

function offsetMinutes(text: string | undefined): number | null {
  if (text === undefined || text.toUpperCase() === 'Z') return 0;
  const digits = text.slice(1).replace(':', '').padEnd(4, '0');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  if (hours > 23 || minutes > 59) return null;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
