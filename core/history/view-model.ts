export type HistoryRange = 'period' | 'hours' | 'day' | 'week' | 'month';

export const historyRanges = ['period', 'hours', 'day', 'week', 'month'] as const satisfies readonly HistoryRange[];

/**
 * The data of the history chart, with localised texts. Times are seconds since 1970, the unit of the chart library.
 * The page writes the clock times below the chart with the given locale and time zone.
 */
export interface HistoryView {
  /** null: the mean of all accounts. */
  readonly accountId: string | null;
  readonly windowId: string;
  readonly range: HistoryRange;
  /** The series that the user can choose: windows, credits, prepaid money. */
  readonly windows: readonly HistoryChoice[];
  readonly locale: string;
  readonly timeZone: string;
  /** The chosen stretch of time. The first reading may be later. */
  readonly from: number;
  readonly to: number;
  /** The upper end of the axis. The lower end is 0. */
  readonly top: number;
  readonly times: readonly number[];
  /** null: the value is unknown, so the line is broken. */
  readonly values: readonly (number | null)[];
  /** The same values as texts, for the readout. */
  readonly texts: readonly string[];
  /** The resets of the window. */
  readonly resets: readonly number[];
  /** The lines of the axis from the bottom, with their texts. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** A text about the chart for screen readers. */
  readonly summary: string;
  /** Why the chart is empty; null: it is not. */
  readonly emptyText: string | null;
  /** What the user must know about the values; null: nothing. */
  readonly note: string | null;
  readonly table: HistoryTable;
  /** The running period of a window; left out: another range, a balance, or its start or reset is not known. */
  readonly period?: HistoryPeriodView;
}

/** The running period of a window, to its reset. */
export interface HistoryPeriodView {
  readonly startsAt: number;
  readonly resetsAt: number;
  /** The value at the start and at the reset with an even pace. */
  readonly evenFrom: number;
  readonly evenTo: number;
  /** Where the present pace leads to; null: the pace is not known. */
  readonly forecast: {
    readonly at: number;
    readonly value: number;
    /** The window runs out before its reset. */
    readonly isEarly: boolean;
  } | null;
  /** `about 22% left at the reset, Sun 12:20`, `runs out around Fri 17:00`; null: the pace is not known. */
  readonly sentence: string | null;
}

export interface HistoryChoice {
  readonly id: string;
  readonly label: string;
}

export interface HistoryTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
}
