import type { HistoryPoint, HistorySeries, SeriesReading } from './reading.ts';

/** A part of the history. Null means no restriction. */
export interface HistoryScope {
  readonly accountId: string | null;
  readonly fromMs: number | null;
  /** The end of the part, itself excluded. */
  readonly toMs: number | null;
}

/** A series with some of its points. */
export interface SeriesPoints {
  readonly series: HistorySeries;
  readonly points: readonly HistoryPoint[];
}

/** Stores readings. No function throws; faults of the disk are reported. */
export interface HistoryStore {
  /** Adds readings in one transaction. */
  readonly append: (readings: readonly SeriesReading[]) => void;
  readonly series: () => readonly HistorySeries[];
  /** The newest reading of each series. */
  readonly newest: () => readonly SeriesReading[];
  /** The points of a series, oldest first. The last point before `fromMs` comes first, because it still held then. */
  readonly points: (series: HistorySeries, fromMs: number, toMs: number) => readonly HistoryPoint[];
  /**
   * The highest value of a series in each span between two of these times, oldest first; null: nothing was read. The
   * database looks for it, so ten million readings are no reason to keep a second record of each day.
   */
  readonly peaks: (series: HistorySeries, timesMs: readonly number[]) => readonly (number | null)[];
  /** All points by series, oldest first, in parts of bounded size. */
  readonly all: (scope: HistoryScope) => Iterable<SeriesPoints>;
  /** Rolls up and deletes old points, a bounded number per call; true: there are more. */
  readonly tidy: (nowMs: number, historyDays: number) => boolean;
  /**
   * Moves the readings of one account to another, which keeps its own where both have one. False: the disk refused
   * it.
   */
  readonly move: (fromAccountId: string, toAccountId: string) => boolean;
  /** Deletes the readings of an account. False: the disk refused it. */
  readonly forget: (accountId: string) => boolean;
  /** Deletes everything and frees the disk space. False: the disk refused it. */
  readonly clear: () => boolean;
  readonly close: () => void;
}
