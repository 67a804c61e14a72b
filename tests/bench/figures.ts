/** One line of the result. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** null: there is nothing to compare it with. */
  readonly baseline: number | null;
  readonly ours: number;
  readonly budget: Budget | null;
}

export type Budget =
  /** At most so many times the baseline. */
  | { readonly kind: 'ratio'; readonly most: number }
  /** At most the baseline and so much more, in the figure's unit. */
  | { readonly kind: 'above'; readonly most: number }
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

export function isWithin({ ours, baseline, budget }: Figure): boolean {
  if (budget === null) return true;
  if (budget.kind === 'most') return ours <= budget.most;
  if (baseline === null) return false;
  return budget.kind === 'ratio' ? ours <= baseline * budget.most : ours <= baseline + budget.most;
}

/** The figures as a table with a line each. */
export function table(figures: readonly Figure[]): string {
  const rows = [['figure', 'baseline', 'ours', 'ratio', 'budget', ''], ...figures.map(rowOf)];
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

function rowOf(figure: Figure): readonly string[] {
  const { name, unit, baseline, ours } = figure;
  const amount = (value: number): string => `${rounded(value)} ${unit}`;
  const ratio = baseline === null || baseline === 0 ? '–' : `${(ours / baseline).toFixed(2)} x`;
  return [
    name,
    baseline === null ? '–' : amount(baseline),
    amount(ours),
    ratio,
    budgetText(figure),
    isWithin(figure) ? '' : 'OVER',
  ];
}

function budgetText({ budget, unit }: Figure): string {
  if (budget === null) return '–';
  switch (budget.kind) {
    case 'ratio':
      return `${budget.most.toFixed(2)} x`;
    case 'above':
      return `baseline + ${rounded(budget.most)} ${unit}`;
    case 'most':
      return `${rounded(budget.most)} ${unit}`;
  }
}

function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 3;
  return value.toFixed(digits);
}
