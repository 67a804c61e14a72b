import type { UsageChartView } from '../../core/daily-usage/view-model.ts';

/** The measures of the chart, in px. */
export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  /** The distance from one day to the next. */
  readonly step: number;
  readonly barWidth: number;
}

export const plotTop = 8;
const bottomMargin = 20;
const characterWidth = 7;
const widestBar = 36;

/** Returns the measures of a chart of this width. A wider chart is higher, within limits. */
export function measureOf(width: number, chart: Pick<UsageChartView, 'ticks' | 'days'>): Plot {
  const longest = Math.max(1, ...chart.ticks.map(({ text }) => text.length));
  const left = longest * characterWidth + 8;
  const right = Math.max(left + 1, width - 2);
  const height = Math.round(Math.min(240, Math.max(148, width * 0.42)));
  const step = (right - left) / Math.max(1, chart.days.length);
  const gap = step < 5 ? 1 : step * 0.28;
  return { width, height, left, right, bottom: height - bottomMargin, step, barWidth: Math.min(widestBar, step - gap) };
}

/** Returns the horizontal middle of a day. */
export function dayMiddle(plot: Plot, index: number): number {
  return plot.left + (index + 0.5) * plot.step;
}

/** Returns the index of the day at a distance from the left edge; null when there is none. */
export function dayAt(plot: Plot, x: number, days: number): number | null {
  const index = Math.floor((x - plot.left) / plot.step);
  return index >= 0 && index < days ? index : null;
}
