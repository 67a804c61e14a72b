import {
  asArray,
  asName,
  asRecord,
  type JsonRecord,
  type ReportUnrecognized,
  collectUnrecognizedFields,
} from '../units/json.ts';
import { parseDecimal } from '../units/decimal.ts';
import { parseCount } from '../units/number.ts';
import { dateAfter, dateOf, parseDate } from '../units/calendar.ts';
import type { ToolResult } from '../ports.ts';
import type { Account } from '../providers/account.ts';
import type { DailyUsageDay, UsageCounts, UsagePart, UsageTokens } from './day.ts';

export type DailyUsageAnswer =
  /** `oddPaths`: what was left out because its form was not understood; key names only. */
  | { readonly ok: true; readonly days: readonly DailyUsageDay[]; readonly oddPaths: readonly string[] }
  | { readonly ok: false; readonly paths: readonly string[] };

/** Asks an account's own tool for the tokens of each day. Never rejects. */
export type AskDailyUsage = (account: Account) => Promise<ToolResult<Extract<DailyUsageAnswer, { ok: true }>>>;

const maxRows = 1000;
const maxParts = 200;

/**
 * Parses the answer about daily usage. A malformed row is left out and reported. A malformed figure is unknown.
 * Clients and models that nobody knows yet keep the name that the service uses. An answer without rows is
 * valid; an answer with malformed rows only is not. Never throws.
 */
export function parseDailyUsage(body: unknown, asOfMs: number): DailyUsageAnswer {
  const rows = asArray(asRecord(body)?.['data']);
  if (rows === null) return { ok: false, paths: ['data'] };
  const notes = collectUnrecognizedFields();
  const days = new Map<string, DailyUsageDay>();
  rows.slice(0, maxRows).forEach((row, index) => {
    const path = `data[${index}]`;
    const day = parseDay(row, path, asOfMs, notes.report);
    if (day === null) return;
    if (days.has(day.date)) notes.report(`${path}.date`);
    else days.set(day.date, day);
  });
  if (rows.length > 0 && days.size === 0) return { ok: false, paths: notes.paths };
  const byDate = [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
  return { ok: true, days: byDate, oddPaths: notes.paths };
}

function parseDay(value: unknown, path: string, asOfMs: number, report: ReportUnrecognized): DailyUsageDay | null {
  const row = asRecord(value);
  const date = parseDate(row?.['date']);
  const totals = asRecord(row?.['totals']);
  if (row === null || date === null || date > dateAfter(dateOf(asOfMs), 1)) {
    report(row === null ? path : `${path}.date`);
    return null;
  }
  if (totals === null) {
    report(`${path}.totals`);
    return null;
  }
  return {
    date,
    asOfMs,
    totals: parseCounts(totals, `${path}.totals`, report),
    tokens: parseTokens(totals, `${path}.totals`, asOfMs, report),
    clients: parseParts(row, path, 'clients', 'client_id', report),
    models: parseParts(row, path, 'models', 'model', report),
  };
}

function parseCounts(row: JsonRecord, path: string, report: ReportUnrecognized): UsageCounts {
  const credits = row['credits'] ?? null;
  const exact = parseDecimal(credits);
  if (credits !== null && exact === null) report(`${path}.credits`);
  return {
    users: parseOptionalCount(row, 'users', path, report),
    threads: parseOptionalCount(row, 'threads', path, report),
    turns: parseOptionalCount(row, 'turns', path, report),
    credits: exact,
  };
}

/** The tokens of a row; null: none is stated. The service states them a day late, so absent is unknown, not 0. */
function parseTokens(row: JsonRecord, path: string, asOfMs: number, report: ReportUnrecognized): UsageTokens | null {
  const figures = {
    uncachedInput: parseOptionalCount(row, 'uncached_text_input_tokens', path, report),
    cachedInput: parseOptionalCount(row, 'cached_text_input_tokens', path, report),
    output: parseOptionalCount(row, 'text_output_tokens', path, report),
    total: parseOptionalCount(row, 'text_total_tokens', path, report),
  };
  return Object.values(figures).every((figure) => figure === null) ? null : { asOfMs, ...figures };
}

function parseOptionalCount(row: JsonRecord, key: string, path: string, report: ReportUnrecognized): number | null {
  const stated = row[key] ?? null;
  const count = parseCount(stated);
  if (stated !== null && count === null) report(`${path}.${key}`);
  return count;
}

function parseParts(
  row: JsonRecord,
  path: string,
  key: 'clients' | 'models',
  nameKey: string,
  report: ReportUnrecognized,
): readonly UsagePart[] {
  const stated = row[key] ?? null;
  const list = asArray(stated);
  if (stated !== null && list === null) report(`${path}.${key}`);
  const parts = new Map<string, UsagePart>();
  (list ?? []).slice(0, maxParts).forEach((each, index) => {
    const partPath = `${path}.${key}[${index}]`;
    const part = asRecord(each);
    const name = asName(part?.[nameKey]);
    if (part === null || name === null || parts.has(name)) report(part === null ? partPath : `${partPath}.${nameKey}`);
    else parts.set(name, { name, ...parseCounts(part, partPath, report) });
  });
  return [...parts.values()];
}
