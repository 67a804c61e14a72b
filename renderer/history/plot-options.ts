import uPlot from 'uplot';

import type { HistoryView } from '../../core/history/view-model.ts';

const hour = 3600;
const day = 24 * hour;
const height = 180;

/** Returns the options of the chart: one line, resets as dashed lines, and axes in the user's locale and time zone. */
export function plotOptions(view: HistoryView, width: number, colours: ChartColours): uPlot.Options {
  const { line, grid, text, font } = colours;
  const axis = { stroke: text, font, ticks: { show: false }, grid: { stroke: grid, width: 1 } } as const;
  const tickTexts = new Map(view.ticks.map(({ at, text: words }) => [at, words]));
  return {
    width,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), view.timeZone),
    cursor: { y: false, points: { size: 7, fill: line, stroke: line }, drag: { x: true, y: false, setScale: true } },
    scales: {
      x: { time: true, range: (_plot, least, most) => [least, Math.max(most, least + 60)] },
      y: { range: [0, view.top] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 28, space: 64, values: (_plot, splits) => timeTexts(splits, view) },
      {
        ...axis,
        size: Math.max(...view.ticks.map(({ text: words }) => 7 * words.length)) + 14,
        splits: () => view.ticks.map(({ at }) => at),
        values: (_plot, splits) => splits.map((at) => tickTexts.get(at) ?? ''),
      },
    ],
    series: [{}, { stroke: line, width: 1.5, paths: brokenLine, points: { show: hasSingleFigure } }],
    hooks: { drawClear: [(plot) => drawResets(plot, view, colours)] },
  };
}

/** Draws the line with real gaps. The library only covers its line at a gap, and that is visible. */
function brokenLine(plot: uPlot, _series: number, from: number, to: number): uPlot.Series.Paths {
  const [times, values = []] = plot.data;
  const stroke = new Path2D();
  let isBegun = false;
  for (let index = from; index <= to; index += 1) {
    const value = values[index] ?? null;
    const x = plot.valToPos(times[index] ?? 0, 'x', true);
    if (value !== null && isBegun) stroke.lineTo(x, plot.valToPos(value, 'y', true));
    else if (value !== null) stroke.moveTo(x, plot.valToPos(value, 'y', true));
    isBegun = value !== null;
  }
  return { stroke };
}

/** Returns true when a figure between two gaps needs a dot, because it has no line. */
function hasSingleFigure(plot: uPlot, _series: number, from: number, to: number): boolean {
  const [, values = []] = plot.data;
  for (let index = from; index <= to; index += 1) {
    if (values[index] != null && values[index - 1] == null && values[index + 1] == null) return true;
  }
  return false;
}

function drawResets(plot: uPlot, { resets }: HistoryView, { reset }: ChartColours): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = reset;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const at of resets) {
    const x = Math.round(plot.valToPos(at, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

/** Returns the texts of the time axis: hours within two days, then days with hours, then days. */
function timeTexts(splits: readonly number[], { locale, timeZone }: HistoryView): string[] {
  const [first = 0, second = first + day] = splits;
  const length = (splits.at(-1) ?? first) - first;
  const clock: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit', timeZone };
  const weekday: Intl.DateTimeFormatOptions = { weekday: 'short', timeZone };
  const date: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', timeZone };
  const wanted = second - first < day ? (length <= 2 * day ? clock : { ...weekday, hour: 'numeric' as const }) : date;
  const format = new Intl.DateTimeFormat(locale, length > 8 * day ? date : wanted);
  return splits.map((at) => format.format(at * 1000));
}

/** Returns the full date and time of a moment. */
export function momentText(seconds: number, { locale, timeZone }: HistoryView): string {
  const options: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', timeZone };
  const format = new Intl.DateTimeFormat(locale, { ...options, hour: 'numeric', minute: '2-digit' });
  return format.format(seconds * 1000);
}

export interface ChartColours {
  readonly line: string;
  readonly grid: string;
  readonly text: string;
  readonly reset: string;
  readonly font: string;
}

const tokens = { line: '--series-1', grid: '--grey-line', text: '--grey-quiet', reset: '--edge' } as const;

/** Returns the colours of the design tokens for a canvas, which knows no custom properties. Reads them from a temporary element. */
export function chartColours(within: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  within.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    line: colour(tokens.line),
    grid: colour(tokens.grid),
    text: colour(tokens.text),
    reset: colour(tokens.reset),
    font: `12px ${getComputedStyle(within).fontFamily}`,
  };
  probe.remove();
  return found;
}

const looks = ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'] as const;

/** Calls the listener when the colours may have changed, and returns the function that unsubscribes. */
export function onColoursChanged(listener: () => void): () => void {
  const queries = looks.map((look) => matchMedia(look));
  for (const query of queries) query.addEventListener('change', listener);
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
    observer.disconnect();
  };
}
