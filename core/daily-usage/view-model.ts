/**
 * The data of the daily usage drawer, as localised texts. Heights are fractions of the axis, from 0 to 1.
 */
export interface DailyUsageView {
  readonly accountId: string;
  readonly title: string;
  /** Why there is no request or no data, and the next step; null: there is data. */
  readonly notice: DailyUsageNotice | null;
  /** Why the last request failed; null: it did not. The stored days are shown in any case. */
  readonly problem: string | null;
  /** `Read 2 min ago · usage analytics of the service`; null: never read. */
  readonly ageText: string | null;
  /** Says how many days are stored; null: none. */
  readonly keptText: string | null;
  /** True if a request may be sent now. */
  readonly canRefresh: boolean;
  /** When the next request may be sent; null: now, or not at all. */
  readonly waitText: string | null;
  /** The split by client, then the one by model; empty: no day is stored. */
  readonly splits: readonly UsageSplitView[];
}

export interface DailyUsageNotice {
  readonly title: string;
  readonly text: string;
  /** True if the setting is off, so that the drawer offers to turn it on. */
  readonly canTurnOn: boolean;
}

export type UsageMeasure = 'credits' | 'turns' | 'tokens';
export type UsageSplit = 'client' | 'model';

export interface UsageSplitView {
  readonly id: UsageSplit;
  readonly label: string;
  readonly measures: readonly UsageMeasureView[];
}

/** One measure of a split. `chart` is null if the service does not state this measure. */
export interface UsageMeasureView {
  readonly id: UsageMeasure;
  readonly label: string;
  /** What the user must know about this measure; null: nothing. */
  readonly note: string | null;
  readonly chart: UsageChartView | null;
}

export interface UsageChartView {
  /** A text for screen readers: measure, first and last day, total. */
  readonly summary: string;
  readonly unit: string;
  readonly total: string;
  readonly series: readonly UsageSeriesView[];
  readonly days: readonly UsageChartDay[];
  /** The lines of the axis from the bottom, with their texts. */
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
  /** The text below the axis; null: this day has none. */
  readonly axisText: string | null;
  /** False: the usage of this day is unknown, which is not 0. */
  readonly known: boolean;
  readonly total: string;
  /** The parts of the bar from the bottom, in the order of the series. */
  readonly parts: readonly { readonly series: number; readonly from: number; readonly to: number }[];
  /** The name and figure of each part that is not 0, largest first. */
  readonly figures: readonly UsageSeriesView[];
}

export interface UsageTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
}
