/** One line of the result. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** null: there is nothing to compare it with. */
  readonly baseline: number | null;
  readonly ours: number;
  readonly budget: Budget | null;
  /** True: a count, which every computer gets the same. Left out: a time or a size that other programs disturb. */
  readonly isExact?: true;
  /** How many times its budget a disturbed figure may be before that is no noise any more; 1.25 if left out. */
  readonly noise?: number;
}

export type Budget =
  /** At most so many times the baseline. */
  | { readonly kind: 'ratio'; readonly most: number }
  /** At most the baseline and so much more, in the figure's unit. */
  | { readonly kind: 'above'; readonly most: number }
  /** At most so many times the baseline, or the baseline and so much more, whichever is greater. */
  | { readonly kind: 'either'; readonly ratio: number; readonly above: number }
  /** At most so much, in the figure's unit. */
  | { readonly kind: 'most'; readonly most: number };

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that a share of all values does not exceed. Throws where there is none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('there is nothing to measure');
  return below + (above - below) * (place - Math.floor(place));
}

export function isWithin(figure: Figure): boolean {
  if (figure.budget === null) return true;
  const most = mostOf(figure);
  return most !== null && figure.ours <= most;
}

const usualNoise = 1.25;

/**
 * Returns whether a figure is over its budget by more than noise. A figure in units of time without a baseline never is,
 * because it says more about the computer than about the app.
 */
export function isSurelyOver(figure: Figure): boolean {
  const most = mostOf(figure);
  if (most === null) return false;
  if (figure.isExact === true) return figure.ours > most;
  return figure.baseline !== null && figure.ours > most * (figure.noise ?? usualNoise);
}

/** The highest value within the budget; null: there is no budget, or no baseline for it. */
function mostOf({ baseline, budget }: Figure): number | null {
  if (budget === null) return null;
  if (budget.kind === 'most') return budget.most;
  if (baseline === null) return null;
  switch (budget.kind) {
    case 'ratio':
      return baseline * budget.most;
    case 'above':
      return baseline + budget.most;
    case 'either':
      return Math.max(baseline * budget.ratio, baseline + budget.above);
  }
}

/** The figures as a table with a line each. With the figures of an earlier run, also what changed since then. */
export function table(figures: readonly Figure[], before: readonly Figure[] | null = null): string {
  const rows = tableRows(figures, before);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The same table in Markdown, for the summary of a workflow. */
export function markdownTable(figures: readonly Figure[], before: readonly Figure[] | null): string {
  const [head = [], ...rows] = tableRows(figures, before);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '/')).join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? ':--' : '--:'))), ...rows.map(line)].join('\n');
}

function tableRows(figures: readonly Figure[], before: readonly Figure[] | null): readonly (readonly string[])[] {
  const head = ['figure', 'baseline', 'ours', 'ratio', 'budget', ...(before === null ? [] : ['last', 'change']), ''];
  const known = new Map(before?.map((figure) => [figure.name, figure]));
  return [
    head,
    ...figures.map((figure) => rowOf(figure, before === null ? [] : changeCells(figure, known.get(figure.name)))),
  ];
}

function rowOf(figure: Figure, change: readonly string[]): readonly string[] {
  const { name, unit, baseline, ours } = figure;
  const ratio = ratioOf(figure);
  return [
    name,
    baseline === null ? '–' : amount(baseline, unit),
    amount(ours, unit),
    ratio === null ? '–' : `${ratio.toFixed(2)} x`,
    budgetText(figure),
    ...change,
    isWithin(figure) ? '' : 'OVER',
  ];
}

/** The last value, and the change since then: of the ratio where there is one, because computers differ in speed. */
function changeCells(figure: Figure, last: Figure | undefined): readonly [string, string] {
  if (last === undefined) return ['–', 'new'];
  const [now, then] = [ratioOf(figure), ratioOf(last)];
  const isRatio = now !== null && then !== null;
  const change = isRatio ? now / then - 1 : figure.ours / last.ours - 1;
  const percent = 100 * (Number.isFinite(change) ? change : 0);
  return [
    isRatio ? `${then.toFixed(2)} x` : amount(last.ours, last.unit),
    `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`,
  ];
}

function ratioOf({ baseline, ours }: Figure): number | null {
  return baseline === null || baseline === 0 ? null : ours / baseline;
}

function amount(value: number, unit: string): string {
  return `${rounded(value)} ${unit}`.trimEnd();
}

function budgetText({ budget, unit }: Figure): string {
  if (budget === null) return '–';
  switch (budget.kind) {
    case 'ratio':
      return `${budget.most.toFixed(2)} x`;
    case 'above':
      return `baseline + ${rounded(budget.most)} ${unit}`;
    case 'either':
      return `${budget.ratio.toFixed(2)} x or + ${rounded(budget.above)} ${unit}`;
    case 'most':
      return `${rounded(budget.most)} ${unit}`.trimEnd();
  }
}

function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 3;
  return value.toFixed(digits);
}
