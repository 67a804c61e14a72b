import { addDecimals } from '../units/money.ts';
import { compareDecimals, type DecimalString } from '../units/decimal.ts';
import type { DailyUsageDay, UsageCounts } from './day.ts';
import type { UsageMeasure, UsageSplit } from './view-model.ts';

/** The exact figures of one measure, split in one way. Only stated figures are added; none is estimated. */
export interface UsageSeries {
  /** The sum of each part over all days, largest first. */
  readonly series: readonly { readonly name: string; readonly total: DecimalString }[];
  readonly days: readonly SeriesDay[];
  /** The sum over the days that state a total; null: none does. */
  readonly total: DecimalString | null;
}

export interface SeriesDay {
  readonly date: string;
  /** The total that the service states for the day; null: unknown. */
  readonly total: DecimalString | null;
  readonly parts: ReadonlyMap<string, DecimalString>;
}

/** The name of the rest: the part of a day's total that the service assigns to no client or model. */
export const unattributedName = '';

/**
 * Splits the days by client or model. Tokens are split by kind, because the service does not state them by client or
 * model.
 */
export function usageSeries(days: readonly DailyUsageDay[], split: UsageSplit, measure: UsageMeasure): UsageSeries {
  const seriesDays = days.map((day): SeriesDay => {
    const total = statedTotal(day, measure);
    return { date: day.date, total, parts: partsOf(day, split, measure, total) };
  });
  const totals = new Map<string, DecimalString>();
  for (const { parts } of seriesDays)
    for (const [name, amount] of parts) totals.set(name, addDecimals(totals.get(name) ?? '0', amount));
  const stated = seriesDays.flatMap(({ total }) => (total === null ? [] : [total]));
  return {
    series: [...totals]
      .map(([name, total]) => ({ name, total }))
      .sort((a, b) => compareDecimals(b.total, a.total) || (a.name < b.name ? -1 : 1)),
    days: seriesDays,
    total: stated.length === 0 ? null : stated.reduce(addDecimals, '0'),
  };
}

/**
 * Whether the service splits credits in this way. If it does not, all rows carry 0 credits; so one other value is the
 * proof.
 */
export function splitsCredits(days: readonly DailyUsageDay[], split: UsageSplit): boolean {
  const rows = days.flatMap((day) => partRows(day, split));
  return rows.some(({ credits }) => credits !== null && credits !== '0');
}

function statedTotal(day: DailyUsageDay, measure: UsageMeasure): DecimalString | null {
  if (measure === 'tokens') {
    const { tokens } = day;
    if (tokens === null) return null;
    const kinds = tokenKinds(day).map(([, amount]) => amount);
    return tokens.total === null ? (kinds.length === 3 ? kinds.reduce(addDecimals, '0') : null) : String(tokens.total);
  }
  return figureOf(day.totals, measure);
}

function partsOf(
  day: DailyUsageDay,
  split: UsageSplit,
  measure: UsageMeasure,
  total: DecimalString | null,
): ReadonlyMap<string, DecimalString> {
  const stated =
    measure === 'tokens'
      ? tokenKinds(day)
      : partRows(day, split).flatMap((row): (readonly [string, DecimalString])[] => {
          const figure = figureOf(row, measure);
          return figure === null ? [] : [[row.name, figure]];
        });
  const parts = new Map(stated);
  const rest = total === null ? '0' : addDecimals(total, negated([...parts.values()].reduce(addDecimals, '0')));
  if (compareDecimals(rest, '0') > 0) parts.set(unattributedName, rest);
  return parts;
}

function partRows(day: DailyUsageDay, split: UsageSplit): DailyUsageDay['clients'] {
  return split === 'client' ? day.clients : day.models;
}

function figureOf(counts: UsageCounts, measure: 'credits' | 'turns'): DecimalString | null {
  if (measure === 'credits') return counts.credits;
  return counts.turns === null ? null : String(counts.turns);
}

/** The kinds of tokens with their amounts. The names are keys of `partName`. */
function tokenKinds({ tokens }: DailyUsageDay): readonly (readonly [string, DecimalString])[] {
  const kinds = [
    ['cached-input', tokens?.cachedInput ?? null],
    ['uncached-input', tokens?.uncachedInput ?? null],
    ['output', tokens?.output ?? null],
  ] as const;
  return kinds.flatMap(([name, amount]): (readonly [string, DecimalString])[] =>
    amount === null ? [] : [[name, String(amount)]],
  );
}

function negated(amount: DecimalString): DecimalString {
  if (amount === '0') return amount;
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
}
