import { unknownText } from '../text/numbers.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { datesBetween } from '../units/calendar.ts';
import type { DecimalString } from '../units/decimal.ts';
import { addDecimals } from '../units/money.ts';
import type { DailyUsageDay } from './day.ts';
import { usageSeries, type UsageSeries } from './series.ts';
import { axisText, dayName, figureText, partName, shortDay } from './text.ts';
import type { UsageChartDay, UsageChartView, UsageMeasure, UsageSplit, UsageTable } from './view-model.ts';

/** The most series of a chart, because the eye cannot distinguish more fills. The smallest ones are combined. */
const maxSeries = 6;
const maxAxisTexts = 4;

/** The data of a chart of stacked bars, with the same figures as a table; null: no day states this measure. */
export function usageChart(
  days: readonly DailyUsageDay[],
  split: UsageSplit,
  measure: UsageMeasure,
  locale: LocaleContext,
): UsageChartView | null {
  const all = usageSeries(days, split, measure);
  const first = all.days[0]?.date;
  const last = all.days.at(-1)?.date;
  if (all.total === null || first === undefined || last === undefined) return null;
  const drawn = combineSmallest(all, locale);
  const byDate = new Map(drawn.days.map((day) => [day.date, day]));
  const dates = datesBetween(first, last);
  const sums = drawn.days.map(({ parts }) => [...parts.values()].reduce((sum, each) => sum + nonNegative(each), 0));
  const axis = niceAxis(Math.max(0, ...sums), measure !== 'credits');
  const text = (amount: DecimalString | null): string => figureText(amount, measure, locale);
  const unit = locale.t(`daily-usage.unit-${measure}`);
  const every = Math.max(1, Math.ceil(dates.length / maxAxisTexts));
  return {
    unit,
    total: text(all.total),
    summary: locale.t('daily-usage.summary', {
      measure: unit,
      first: shortDay(first, locale),
      last: shortDay(last, locale),
      total: text(all.total),
    }),
    series: drawn.series.map(({ name, total }) => ({ name, total: text(total) })),
    ticks: axisLines(axis).map((value) => ({ at: value / axis.top, text: axisText(value, locale) })),
    days: dates.map((date, index) => {
      const day = byDate.get(date);
      const fromEnd = dates.length - 1 - index;
      return {
        date,
        name: dayName(date, locale),
        axisText: fromEnd % every === 0 ? shortDay(date, locale) : null,
        known: day !== undefined && day.total !== null,
        total: day?.total === undefined || day.total === null ? unknownText : text(day.total),
        parts: stackParts(day, drawn.series, axis.top),
        figures: figuresOf(all, date, locale, text),
      };
    }),
    table: tableOf(all, dates, locale, text),
  };
}

interface DrawnSeries {
  readonly series: readonly { readonly name: string; readonly total: DecimalString }[];
  readonly days: readonly DrawnDay[];
}

interface DrawnDay {
  readonly date: string;
  readonly total: DecimalString | null;
  /** The amounts by the index of their series. */
  readonly parts: ReadonlyMap<number, DecimalString>;
}

/** Combines the smallest series into one if there are too many. */
function combineSmallest(all: UsageSeries, locale: LocaleContext): DrawnSeries {
  const drawn = all.series.length > maxSeries ? all.series.slice(0, maxSeries - 1) : all.series;
  const rest = all.series.slice(drawn.length);
  const placeOf = new Map(all.series.map(({ name }, index) => [name, Math.min(index, drawn.length)]));
  const restTotal = rest.map(({ total }) => total).reduce(addDecimals, '0');
  return {
    series: [
      ...drawn.map(({ name, total }) => ({ name: partName(name, locale), total })),
      ...(rest.length === 0
        ? []
        : [{ name: locale.t('daily-usage.others', { count: rest.length }), total: restTotal }]),
    ],
    days: all.days.map(({ date, total, parts }) => {
      const placed = new Map<number, DecimalString>();
      for (const [name, amount] of parts) {
        const place = placeOf.get(name) ?? drawn.length;
        placed.set(place, addDecimals(placed.get(place) ?? '0', amount));
      }
      return { date, total, parts: placed };
    }),
  };
}

function stackParts(day: DrawnDay | undefined, series: DrawnSeries['series'], top: number): UsageChartDay['parts'] {
  let from = 0;
  return series.flatMap((_, index) => {
    const height = nonNegative(day?.parts.get(index) ?? '0') / top;
    if (height === 0) return [];
    const part = { series: index, from, to: from + height };
    from = part.to;
    return [part];
  });
}

function figuresOf(
  all: UsageSeries,
  date: string,
  locale: LocaleContext,
  text: (amount: DecimalString) => string,
): UsageChartDay['figures'] {
  const parts = all.days.find((day) => day.date === date)?.parts ?? new Map<string, DecimalString>();
  return [...parts]
    .filter(([, amount]) => amount !== '0')
    .sort(([, a], [, b]) => Number(b) - Number(a))
    .map(([name, amount]) => ({ name: partName(name, locale), total: text(amount) }));
}

/** The table of the chart: newest day first, every client or model in its own column. A day without data has dashes. */
function tableOf(
  all: UsageSeries,
  dates: readonly string[],
  locale: LocaleContext,
  text: (amount: DecimalString | null) => string,
): UsageTable {
  const byDate = new Map(all.days.map((day) => [day.date, day]));
  return {
    columns: [
      locale.t('daily-usage.column-day'),
      locale.t('daily-usage.column-total'),
      ...all.series.map(({ name }) => partName(name, locale)),
    ],
    rows: dates.map((_, index) => {
      const date = dates[dates.length - 1 - index] ?? '';
      const day = byDate.get(date);
      return {
        name: dayName(date, locale),
        cells: [text(day?.total ?? null), ...all.series.map(({ name }) => text(day?.parts.get(name) ?? null))],
      };
    }),
  };
}

/** The height of an amount. A correction below 0 has no height; the table shows it. */
function nonNegative(amount: DecimalString): number {
  return Math.max(0, Number(amount));
}

/** The upper end of an axis and the distance between its lines. */
interface Axis {
  readonly top: number;
  readonly step: number;
}

const niceSteps: readonly number[] = [1, 2, 2.5, 5, 10];

/** An axis of three to six lines at round numbers. With `counted` the numbers are whole. */
export function niceAxis(largest: number, counted: boolean): Axis {
  if (!(largest > 0)) return { top: 1, step: 1 };
  const rough = largest / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const fitting = niceSteps.map((nice) => nice * magnitude).filter((step) => !counted || Number.isInteger(step));
  const step = fitting.find((each) => each >= rough * 0.999_999) ?? Math.max(1, Math.ceil(rough));
  return { top: step * Math.max(1, Math.ceil(largest / step - 1e-9)), step };
}

/** The positions of the lines from 0 to the top. */
export function axisLines({ top, step }: Axis): readonly number[] {
  return Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
}
