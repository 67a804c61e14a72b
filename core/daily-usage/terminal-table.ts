import { textWidth } from '../snapshot/text-width.ts';
import type { Reader } from '../translate.ts';
import type { DailyUsageDay } from './day.ts';
import { usageSeries } from './series.ts';
import { figureText } from './text.ts';
import type { UsageMeasure } from './view-model.ts';

const measures: readonly UsageMeasure[] = ['credits', 'turns', 'tokens'];

/** The kept days for a terminal, the newest last: date and figures in columns, a dash for what is not known. */
export function dailyUsageTable(days: readonly DailyUsageDay[], reader: Reader): string {
  const { t } = reader;
  const columns = measures.map((measure) => [
    t(`daily-usage.measure-${measure}`),
    ...usageSeries(days, 'client', measure).days.map(({ total }) => figureText(total, measure, reader)),
  ]);
  const names = [t('daily-usage.column-day'), ...days.map(({ date }) => date)];
  const widths = [names, ...columns].map((column) => Math.max(...column.map(textWidth)));
  return names
    .map((name, row) => {
      const cells = columns.map((column, index) => padded(column[row] ?? '', widths[index + 1] ?? 0, 'start'));
      return [padded(name, widths[0] ?? 0, 'end'), ...cells].join('  ');
    })
    .join('\n');
}

function padded(text: string, width: number, side: 'start' | 'end'): string {
  const spaces = ' '.repeat(Math.max(0, width - textWidth(text)));
  return side === 'start' ? `${spaces}${text}` : `${text}${spaces}`;
}
