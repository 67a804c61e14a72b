import { dateAfter, dateOf, parseDate } from '../units/calendar.ts';
import { asArray, asRecord, collectUnrecognizedFields } from '../units/json.ts';
import { parseCount } from '../units/number.ts';
import type { DailyUsageAnswer } from './answer.ts';
import type { DailyUsageDay } from './day.ts';

const mostDays = 1000;
const unknownCounts = { users: null, threads: null, turns: null, credits: null };

/**
 * Parses the answer of the Codex tool to `account/usage/read`. It states only the tokens of each day: no credits, turns,
 * clients or models. Null for the days means that the service keeps none. A malformed day is left out and reported.
 * Never throws.
 */
export function parseTokenUsage(result: unknown, asOfMs: number): DailyUsageAnswer {
  const record = asRecord(result);
  const stated = record?.['dailyUsageBuckets'];
  const rows = stated === null ? [] : asArray(stated);
  if (record === null || rows === null) return { ok: false, paths: ['dailyUsageBuckets'] };
  const unrecognized = collectUnrecognizedFields();
  const days = new Map<string, DailyUsageDay>();
  rows.slice(-mostDays).forEach((value, index) => {
    const path = `dailyUsageBuckets[${index}]`;
    const row = asRecord(value);
    const date = parseDate(row?.['startDate']);
    const total = parseCount(row?.['tokens']);
    if (row === null || date === null || total === null || date > dateAfter(dateOf(asOfMs), 1) || days.has(date)) {
      unrecognized.report(row === null ? path : `${path}.${total === null ? 'tokens' : 'startDate'}`);
      return;
    }
    days.set(date, tokensOfDay(date, total, asOfMs));
  });
  if (rows.length > 0 && days.size === 0) return { ok: false, paths: unrecognized.paths };
  const byDate = [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
  return { ok: true, days: byDate, oddPaths: unrecognized.paths };
}

function tokensOfDay(date: string, total: number, asOfMs: number): DailyUsageDay {
  const tokens = { asOfMs, uncachedInput: null, cachedInput: null, output: null, total };
  return { date, asOfMs, totals: unknownCounts, tokens, clients: [], models: [] };
}
