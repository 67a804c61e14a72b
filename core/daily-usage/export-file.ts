import { dateOf } from '../units/calendar.ts';
import type { DailyUsageDay } from './day.ts';
import { daysAsCsv, daysAsDocument } from './export.ts';

export type ExportFormat = 'csv' | 'json';

/** The text of a file with all kept days of an account, under the name that it goes by. */
export function dailyUsageDocument(
  label: string,
  days: readonly DailyUsageDay[],
  format: ExportFormat,
  nowMs: number,
): string {
  if (format === 'csv') return daysAsCsv(days);
  return `${JSON.stringify(daysAsDocument(label, days, nowMs), null, 2)}\n`;
}

/** `daily-usage-work-2026-09-18.csv`: a name that every file system takes. */
export function dailyUsageFileName(label: string, format: ExportFormat, nowMs: number): string {
  const plain = label
    .replace(/[^\p{L}\p{N}.-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return `daily-usage-${plain === '' ? '' : `${plain}-`}${dateOf(nowMs)}.${format}`;
}
