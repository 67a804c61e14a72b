/**
 * All that the drawer of an account's daily usage draws, in the reader's words and numbers. Heights are
 * fractions of the axis, 0..1; everything else is text.
 */
export interface DailyUsageView {
  readonly accountId: string;
  readonly title: string;
  /** Why nothing is asked, or why there is nothing to see, and the next step; null: neither. */
  readonly notice: DailyUsageNotice | null;
  /** What went wrong with the last question; what is kept is shown all the same. */
  readonly problem: string | null;
  /** `Read 2 min ago · usage analytics of the service`; null: never read. */
  readonly ageText: string | null;
  /** `7 days are kept on this computer.`; null: none. */
  readonly keptText: string | null;
  /** The service may be asked now. */
  readonly canRefresh: boolean;
  /** From when on it may be asked again; null where it may be now or not at all. */
  readonly waitText: string | null;
  /** By client, then by model; empty where no day is kept. */
  readonly splits: readonly UsageSplitView[];
}

export interface DailyUsageNotice {
  readonly title: string;
  readonly text: string;
  /** The notice is about the setting that is off, so the drawer offers to turn it on. */
  readonly canTurnOn: boolean;
}

export type UsageMeasure = 'credits' | 'turns' | 'tokens';
export type UsageSplit = 'client' | 'model';

export interface UsageSplitView {
  readonly id: UsageSplit;
  readonly label: string;
  readonly measures: readonly UsageMeasureView[];
}

/** One way to look at the days. `chart` is null where the service does not tell it so. */
export interface UsageMeasureView {
  readonly id: UsageMeasure;
  readonly label: string;
  /** What a reader must know about this way of looking; null: nothing. */
  readonly note: string | null;
  readonly chart: UsageChartView | null;
}

export interface UsageChartView {
  /** Says what is drawn, for screen readers: measure, split, first and last day, total. */
  readonly summary: string;
  readonly unit: string;
  readonly total: string;
  readonly series: readonly UsageSeriesView[];
  readonly days: readonly UsageChartDay[];
  /** Lines of the axis from the bottom, with their texts. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly table: UsageTable;
}

export interface UsageSeriesView {
  readonly name: string;
  readonly total: string;
}

export interface UsageChartDay {
  readonly date: string;
  /** `Fri, 18 Sep` */
  readonly name: string;
  /** Below the axis; null: this day carries no text. */
  readonly axisText: string | null;
  /** False: nothing is known about this day, which is not the same as 0. */
  readonly known: boolean;
  readonly total: string;
  /** In the order of the series, from the bottom. */
  readonly parts: readonly { readonly series: number; readonly from: number; readonly to: number }[];
  /** Each part that is not 0: name and figure, the largest first. */
  readonly figures: readonly UsageSeriesView[];
}

export interface UsageTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
}
