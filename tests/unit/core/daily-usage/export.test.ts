import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { dateAfter } from '../../../../core/units/calendar.ts';
import { dailyUsageDaySchema } from '../../../../core/daily-usage/store.ts';
import type { DailyUsageDay, UsagePart } from '../../../../core/daily-usage/day.ts';
import {
  dailyUsageDocument,
  type DailyUsageExport,
  dailyUsageFileName,
  daysAsCsv,
} from '../../../../core/daily-usage/export.ts';
import { parseCsv } from '../../../support/parse-csv.ts';
import { usageDays } from '../../../support/example-usage.ts';

const asOfMs = Date.parse('2026-03-14T09:30:00Z');
const part = (name: string): UsagePart => ({ name, users: 1, threads: null, turns: 4, credits: '-2.5' });
const oneDay = (clients: readonly UsagePart[]): DailyUsageDay => ({
  date: '2026-03-14',
  asOfMs,
  totals: { users: 1, threads: 2, turns: 0, credits: null },
  tokens: null,
  clients,
  models: [],
});

test('the CSV has a header, the total and a row per client and model; unknown is empty and 0 is 0', () => {
  const csv = daysAsCsv([oneDay([part('CODEX_CLI')])]);
  expect(csv.split('\r\n')).toEqual([
    'date,kind,name,users,threads,turns,credits,uncached_text_input_tokens,cached_text_input_tokens,text_output_tokens,text_total_tokens,as_of',
    '2026-03-14,total,,1,2,0,,,,,,2026-03-14T09:30:00.000Z',
    '2026-03-14,client,CODEX_CLI,1,,4,-2.5,,,,,2026-03-14T09:30:00.000Z',
    '',
  ]);
});

test.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ["'quoted", "''quoted"],
  ['a,b', '"a,b"'],
  ['plain', 'plain'],
])('a spreadsheet does not read the name %j as a formula', (name, field) => {
  expect(daysAsCsv([oneDay([part(name)])])).toContain(`client,${field},1`);
});

test('parsing the CSV gives what was written, whatever the names are', () => {
  const names = fc.uniqueArray(
    fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('=1', "'=1", 'a"b', 'a\r\nb', ',')),
    {
      maxLength: 6,
    },
  );
  fc.assert(
    fc.property(names, fc.integer({ min: 0, max: 9 }), (clients, days) => {
      const known = { ...oneDay(clients.map(part)), date: dateAfter('2026-03-01', days) };
      const rows = parseCsv(daysAsCsv([known]));
      const mark = /(^|;)'(?=[=+\-@＝＋－＠\t\r\n'])/g;
      const read = rows.filter(([, kind]) => kind === 'client').map(([, , name = '']) => name.replace(mark, '$1'));
      expect(read).toEqual(clients);
      expect(rows.every(({ length }) => length === 12)).toBe(true);
    }),
  );
});

test('the JSON has its version and the same days', () => {
  const days = usageDays(3);
  const text = dailyUsageDocument('work', days, 'json', asOfMs);
  const parsed = JSON.parse(text) as DailyUsageExport;
  expect({ ...parsed, days: [] }).toEqual({
    schemaVersion: 1,
    account: 'work',
    exportedAt: '2026-03-14T09:30:00.000Z',
    days: [],
  });
  expect(v.parse(v.array(dailyUsageDaySchema), parsed.days)).toEqual(days);
});

test.each([
  ['work', 'daily-usage-work-2026-03-14.csv'],
  ['../../etc/passwd', 'daily-usage-etc-passwd-2026-03-14.csv'],
  ['a@b.org (Team)', 'daily-usage-a-b.org-Team-2026-03-14.csv'],
  ['工作', 'daily-usage-工作-2026-03-14.csv'],
  ['///', 'daily-usage-2026-03-14.csv'],
])('the export file of the account %j is named %j', (label, name) => {
  expect(dailyUsageFileName(label, 'csv', asOfMs)).toBe(name);
});
