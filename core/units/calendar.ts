import { dayMs } from './time.ts';

const datePattern = /^(\d{4}-\d{2}-\d{2})(?:$|[Tt ])/;

/** Returns the date of a time in UTC, `YYYY-MM-DD`. */
export function dateOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** Returns the date `days` days later. A negative number gives an earlier date. */
export function dateAfter(date: string, days: number): string {
  return dateOf(dateMs(date) + days * dayMs);
}

/** Returns the first moment of a date in UTC, epoch ms. */
export function dateMs(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** Returns the date at the start of a text, `YYYY-MM-DD`. Null: there is none, or the calendar has no such day. */
export function parseDate(input: unknown): string | null {
  const text = typeof input === 'string' ? (datePattern.exec(input.trim())?.[1] ?? null) : null;
  if (text === null) return null;
  const ms = dateMs(text);
  return Number.isNaN(ms) || dateOf(ms) !== text ? null : text;
}

/** Returns every date from the first to the last, including both. */
export function datesBetween(first: string, last: string): readonly string[] {
  const count = Math.round((dateMs(last) - dateMs(first)) / dayMs) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => dateAfter(first, index));
}
