export type HistoryRange = 'period' | 'hours' | 'day' | 'week' | 'month';

export const historyRanges = ['period', 'hours', 'day', 'week', 'month'] as const satisfies readonly HistoryRange[];

/**
 * All that the chart of a history draws, in the reader's words. Times are seconds since 1970, because the
 * chart counts so; the page writes clock times below it by the given locale and zone.
 */
export interface HistoryView {
  /** null: all accounts together. */
  readonly accountId: string | null;
  readonly windowId: string;
  readonly range: HistoryRange;
  /** What can be chosen: windows, credits, prepaid money. */
  readonly windows: readonly HistoryChoice[];
  readonly locale: string;
  readonly timeZone: string;
  /** The stretch of time that is meant; what was read may begin later. */
  readonly from: number;
  readonly to: number;
  /** The largest figure of the axis; the least is 0. */
  readonly top: number;
  readonly times: readonly number[];
  /** null: nobody looked then, so the line is broken. */
  readonly values: readonly (number | null)[];
  /** The same figures in words, for what is pointed at. */
  readonly texts: readonly string[];
  /** When the window began anew. */
  readonly resets: readonly number[];
  /** The axis' own figures with their texts, from the bottom. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** Says what is drawn, for those who do not see it. */
  readonly summary: string;
  /** Why there is nothing to see; null: there is. */
  readonly emptyText: string | null;
  /** What a reader must know about the figures; null: nothing. */
  readonly note: string | null;
  readonly table: HistoryTable;
}

export interface HistoryChoice {
  readonly id: string;
  readonly label: string;
}

export interface HistoryTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
}
