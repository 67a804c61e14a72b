import type { HistoryPoint, HistorySeries, SeriesReading } from './reading.ts';

/** Which part of the history is meant; null: all. */
export interface HistoryScope {
  readonly accountId: string | null;
  readonly fromMs: number | null;
  /** Not in it itself. */
  readonly toMs: number | null;
}

/** A series with points of it, a part at a time. */
export interface SeriesPoints {
  readonly series: HistorySeries;
  readonly points: readonly HistoryPoint[];
}

/** The kept readings. Nothing throws; what the disk refuses is reported. */
export interface HistoryStore {
  /** Adds readings in one step. */
  readonly append: (readings: readonly SeriesReading[]) => void;
  readonly series: () => readonly HistorySeries[];
  /** The newest reading of each series. */
  readonly newest: () => readonly SeriesReading[];
  /** Oldest first; the last one before `fromMs` stands first where there is one, because it still held then. */
  readonly points: (series: HistorySeries, fromMs: number, toMs: number) => readonly HistoryPoint[];
  /** Series by series, a bounded part at a time, oldest first. */
  readonly all: (scope: HistoryScope) => Iterable<SeriesPoints>;
  /** Rolls up and drops what is old, a bounded part; true: there is more to do. */
  readonly tidy: (nowMs: number, historyDays: number) => boolean;
  /** Gives the readings of an account to another one, whose own stay where both have one. False: it was refused. */
  readonly move: (fromAccountId: string, toAccountId: string) => boolean;
  /** False: it was refused. */
  readonly forget: (accountId: string) => boolean;
  /** Drops everything and gives the room back to the disk; false: it was refused. */
  readonly clear: () => boolean;
  readonly close: () => void;
}
