import { type HistoryReading, isSameResetTime } from './reading.ts';

/** A figure that stayed the same: its newest reading, and when the newest that was written was read. */
export interface Run {
  readonly newest: HistoryReading;
  readonly writtenAtMs: number;
}

/** Whether a reading says something new: another figure, or another reset than one that only wobbles. */
export function isChange(before: HistoryReading, now: HistoryReading): boolean {
  return before.value !== now.value || !isSameResetTime(before.resetsAtMs, now.resetsAtMs);
}

const minuteMs = 60_000;
/** While nothing changes, this often the history says so, to tell a quiet time from one nobody watched. */
export const confirmEveryMs = 6 * 60 * minuteMs;
/** A pause longer than this between two readings was not watched. */
export const longestWatchedMs = confirmEveryMs + 60 * minuteMs;

/**
 * What a reading adds to the history: a changed one is kept, with the end of the figure before it, so that
 * a line between the two does not begin too early. One that confirms is kept now and then only. A reading
 * that is not newer adds nothing.
 */
export function heardReading(
  run: Run | null,
  reading: HistoryReading,
): { readonly run: Run; readonly kept: readonly HistoryReading[] } {
  if (run === null) return { run: begun(reading), kept: [reading] };
  if (reading.atMs <= run.newest.atMs) return { run, kept: [] };
  if (isChange(run.newest, reading)) return { run: begun(reading), kept: [...endOf(run), reading] };
  if (reading.atMs - run.writtenAtMs < confirmEveryMs) return { run: { ...run, newest: reading }, kept: [] };
  return { run: { ...run, newest: reading, writtenAtMs: reading.atMs }, kept: [reading] };
}

/** The newest reading of a figure that was not written yet and is worth it: for a change, and at the end. */
export function endOf({ newest, writtenAtMs }: Run): readonly HistoryReading[] {
  return newest.atMs - writtenAtMs < minuteMs ? [] : [newest];
}

/** A run that begins with a reading that is kept. */
export function begun(reading: HistoryReading): Run {
  return { newest: reading, writtenAtMs: reading.atMs };
}
