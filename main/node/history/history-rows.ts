import type { HistoryPoint, HistorySeries } from '../../../core/history/reading.ts';
import { resolutions } from '../../../core/history/retention.ts';
import type { Source } from '../../../core/usage/fact.ts';
import type { SqlRow, SqlValue } from '../storage/sqlite.ts';

/** Seconds since 1970 take the lower 32 bits; both parts together stay a safe integer. */
const idsPerSeries = 2 ** 32;
const sourcesPerTier = 8;
/** The order is part of the file's form: new ones are only ever added at the end. */
const sources: readonly Source[] = ['poll', 'headers', 'log', 'statusline', 'app-server', 'cache'];

/** In how many steps one is counted: percents to a hundredth, amounts to a ten-thousandth. */
export function stepsOf(kind: HistorySeries['kind']): number {
  return kind === 'window' ? 100 : 10_000;
}

/** The id of a series' reading at a time; also the end of a range, which is not in it itself. */
export function idAt(seriesId: number, atMs: number): number {
  return seriesId * idsPerSeries + Math.min(idsPerSeries - 1, Math.max(0, Math.floor(atMs / 1000)));
}

/** The values of a row in the order id, value, resets, mark, low, high. */
export function rowOf(seriesId: number, kind: HistorySeries['kind'], point: HistoryPoint): readonly SqlValue[] {
  const steps = stepsOf(kind);
  const tier = point.spanMs === 0 ? 0 : resolutions.findIndex(({ spanMs }) => spanMs >= point.spanMs) + 1;
  const isOne = tier === 0;
  return [
    idAt(seriesId, point.atMs),
    Math.round(point.value * steps),
    point.resetsAtMs === null ? null : Math.round(point.resetsAtMs / 1000) - Math.floor(point.atMs / 1000),
    tier * sourcesPerTier + Math.max(0, sources.indexOf(point.source)),
    isOne ? null : Math.round(point.low * steps),
    isOne ? null : Math.round(point.high * steps),
  ];
}

/** A point out of its row. */
export function pointIn(row: SqlRow, kind: HistorySeries['kind']): HistoryPoint {
  const steps = stepsOf(kind);
  const seconds = Number(row['id']) % idsPerSeries;
  const mark = Number(row['mark']);
  const value = Number(row['value']) / steps;
  const { resets, low, high } = row;
  return {
    atMs: seconds * 1000,
    value,
    resetsAtMs: resets === null ? null : (seconds + Number(resets)) * 1000,
    source: sources[mark % sourcesPerTier] ?? 'poll',
    low: low === null ? value : Number(low) / steps,
    high: high === null ? value : Number(high) / steps,
    spanMs: resolutions[Math.floor(mark / sourcesPerTier) - 1]?.spanMs ?? 0,
  };
}
