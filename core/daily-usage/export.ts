import { csvField } from '../text/csv.ts';
import { dateOf } from '../units/calendar.ts';
import { toIso } from '../units/time.ts';
import type { DailyUsageDay, UsageCounts, UsageTokens } from './day.ts';

const header = [
  'date',
  'kind',
  'name',
  'users',
  'threads',
  'turns',
  'credits',
  'uncached_text_input_tokens',
  'cached_text_input_tokens',
  'text_output_tokens',
  'text_total_tokens',
  'as_of',
] as const;

/**
 * The days as CSV (RFC 4180): a header, then for each day its total and one row per client and model.
 * An unknown figure is an empty field. Texts that a spreadsheet would read as a formula get a leading `'`.
 */
export function daysAsCsv(days: readonly DailyUsageDay[]): string {
  const rows = days.flatMap((day) => [
    rowOf(day, 'total', '', day.totals, day.tokens),
    ...day.clients.map((part) => rowOf(day, 'client', part.name, part, null)),
    ...day.models.map((part) => rowOf(day, 'model', part.name, part, null)),
  ]);
  return [header, ...rows].map((fields) => `${fields.join(',')}\r\n`).join('');
}

function rowOf(
  day: DailyUsageDay,
  kind: 'total' | 'client' | 'model',
  name: string,
  counts: UsageCounts,
  tokens: UsageTokens | null,
): readonly string[] {
  const figures = [
    counts.users,
    counts.threads,
    counts.turns,
    counts.credits,
    tokens?.uncachedInput ?? null,
    tokens?.cachedInput ?? null,
    tokens?.output ?? null,
    tokens?.total ?? null,
  ];
  return [
    day.date,
    kind,
    csvField(name),
    ...figures.map((each) => (each === null ? '' : String(each))),
    toIso(day.asOfMs),
  ];
}

export interface DailyUsageExport {
  readonly schemaVersion: 1;
  readonly account: string;
  readonly exportedAt: string;
  readonly days: readonly DailyUsageDay[];
}

/** The days as JSON for programs. Null is unknown, credits are exact decimal strings, ages are epoch ms. */
export function daysAsDocument(account: string, days: readonly DailyUsageDay[], nowMs: number): DailyUsageExport {
  return { schemaVersion: 1, account, exportedAt: toIso(nowMs), days };
}

type ExportFormat = 'csv' | 'json';

/** The text of an export file with all stored days of an account. */
export function dailyUsageDocument(
  label: string,
  days: readonly DailyUsageDay[],
  format: ExportFormat,
  nowMs: number,
): string {
  if (format === 'csv') return daysAsCsv(days);
  return `${JSON.stringify(daysAsDocument(label, days, nowMs), null, 2)}\n`;
}

/** The name of an export file that every file system accepts, such as `daily-usage-work-2026-09-18.csv`. */
export function dailyUsageFileName(label: string, format: ExportFormat, nowMs: number): string {
  const plain = label
    .replace(/[^\p{L}\p{N}.-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return `daily-usage-${plain === '' ? '' : `${plain}-`}${dateOf(nowMs)}.${format}`;
}
