import type { Account } from '../../core/providers/account.ts';
import { type HistorySeries, readingsOf, type SeriesReading } from '../../core/history/reading.ts';
import { currentValue } from '../../core/usage/fact.ts';
import { dayMs, hourMs, minuteMs } from '../../core/units/time.ts';
import { openHistory } from '../../main/node/history/history-store.ts';
import type { DemoAccount } from './account.ts';
import { lastReadMinutesAgo, stateAt } from './seeded-state.ts';

/** The fullest 5-hour period of each of the last 30 days, in percent, oldest first. */
const peaks = [
  38, 62, 71, 44, 93, 12, 0, 55, 67, 81, 100, 73, 21, 8, 49, 59, 88, 64, 70, 5, 0, 61, 77, 92, 83, 66, 18, 0, 54, 36,
];

const readingsPerPeriod = 60;
/** The app reads the current figure itself, a little later. */
const lastReadingAgoMs = lastReadMinutesAgo * minuteMs;

/** Writes made-up earlier readings of the demo accounts, which lead to the figures that their services answer. */
export async function seedHistory(parts: {
  readonly path: string;
  readonly found: readonly { readonly account: Account; readonly demo: DemoAccount }[];
  readonly nowMs: () => number;
}): Promise<void> {
  const { path, found, nowMs } = parts;
  const report = (problem: object): never => {
    throw new Error(`The demo could not write its history: ${JSON.stringify(problem)}`);
  };
  const store = await openHistory({ path, nowMs, report });
  if (store === null) throw new Error('The demo could not open its history.');
  try {
    for (const { account, demo } of found) {
      if (demo.answers.kind === 'usage') store.append(earlierReadings(account, demo, nowMs()));
    }
  } finally {
    store.close();
  }
}

function earlierReadings(account: Account, demo: DemoAccount, nowMs: number): readonly SeriesReading[] {
  const state = stateAt(account, demo, nowMs, nowMs);
  const lengths = new Map(
    state.facts.windows.map(({ id, shape }) => [id, (currentValue(shape)?.durationSeconds ?? 0) * 1000]),
  );
  return readingsOf(state).flatMap(({ series, reading }) => {
    const lengthMs = series.kind === 'window' ? (lengths.get(series.name) ?? 0) : 0;
    const { value, resetsAtMs, source } = reading;
    if (lengthMs === 0 || resetsAtMs === null) return [];
    const at = (atMs: number, usedPercent: number, endMs: number): SeriesReading => ({
      series,
      reading: { atMs, value: usedPercent, resetsAtMs: endMs, source },
    });
    const startMs = resetsAtMs - lengthMs;
    const spanMs = nowMs - lastReadingAgoMs - startMs;
    const isEven = demo.isUsedEvenly === true || value >= 80;
    const current = Array.from({ length: readingsPerPeriod }, (_, index) => {
      const part = (index + 1) / readingsPerPeriod;
      return at(Math.round(startMs + spanMs * part), Math.floor(value * usedPart(part, isEven)), resetsAtMs);
    });
    return spanMs <= 0 ? [] : [...(isShort(series, lengthMs) ? pastPeaks(nowMs, at) : []), ...current];
  });
}

/**
 * Returns which part of what is used now was used after a part of the time so far, 0 to 1. What was used evenly runs out
 * before its reset if much is used; the others became so slow that they last.
 */
export function usedPart(partOfTime: number, isEven: boolean): number {
  return isEven ? partOfTime : partOfTime ** 0.1;
}

function isShort({ name }: HistorySeries, lengthMs: number): boolean {
  return name !== '' && lengthMs <= 12 * hourMs;
}

function pastPeaks(
  nowMs: number,
  at: (atMs: number, usedPercent: number, endMs: number) => SeriesReading,
): readonly SeriesReading[] {
  return peaks.flatMap((percent, index) => {
    const atMs = nowMs - (peaks.length - index) * dayMs;
    return percent === 0 ? [] : [at(atMs, percent, atMs + 40 * minuteMs)];
  });
}
