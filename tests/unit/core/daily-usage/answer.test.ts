import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { dailyUsageRequest } from '../../../../core/daily-usage/request.ts';
import { parseDailyUsage } from '../../../../core/daily-usage/answer.ts';
import { usageAccount } from '../../../support/example-usage.ts';

const asOfMs = Date.parse('2026-03-14T09:30:00Z');

const row = {
  date: '2026-03-12',
  totals: {
    users: 1,
    threads: 3,
    turns: 40,
    credits: 7.25,
    uncached_text_input_tokens: 1500,
    cached_text_input_tokens: 80_000,
    text_output_tokens: 6000,
    text_total_tokens: 87_500,
  },
  clients: [
    { client_id: 'CODEX_CLI', users: 1, threads: 2, turns: 30, credits: '5.125' },
    { client_id: 'CODEX_FRIDGE', users: 1, threads: 1, turns: 10, credits: 2.125 },
  ],
  models: [{ model: 'gpt-5.9', users: 1, threads: 3, turns: 40, credits: 0 }],
};

function read(...rows: readonly unknown[]) {
  const answer = parseDailyUsage({ data: rows, group_by: 'day' }, asOfMs);
  if (!answer.ok) throw new Error(answer.paths.join());
  return answer;
}

describe('the answer about daily usage', () => {
  it('keeps stated figures with their age, and unknown clients by their name', () => {
    expect(read(row)).toEqual({
      ok: true,
      oddPaths: [],
      days: [
        {
          date: '2026-03-12',
          asOfMs,
          totals: { users: 1, threads: 3, turns: 40, credits: '7.25' },
          tokens: { asOfMs, uncachedInput: 1500, cachedInput: 80_000, output: 6000, total: 87_500 },
          clients: [
            { name: 'CODEX_CLI', users: 1, threads: 2, turns: 30, credits: '5.125' },
            { name: 'CODEX_FRIDGE', users: 1, threads: 1, turns: 10, credits: '2.125' },
          ],
          models: [{ name: 'gpt-5.9', users: 1, threads: 3, turns: 40, credits: '0' }],
        },
      ],
    });
  });

  it('an absent or null figure is unknown and never 0, and 0 is 0', () => {
    const [day] = read({ date: '2026-03-14', totals: { turns: 0, credits: null, threads: 2 } }).days;
    expect(day?.totals).toEqual({ users: null, threads: 2, turns: 0, credits: null });
    expect(day?.tokens).toBeNull();
    expect(day?.clients).toEqual([]);
  });

  it.each([
    ['a blank', '', null],
    ['a text of digits with an exponent', '0E-10', '0'],
    ['a correction below 0', -3.5, '-3.5'],
    ['a hexadecimal number', '0x10', null],
    ['true', true, null],
    ['a sum that binary floats miss', '0.30000000000000004', '0.30000000000000004'],
  ])('credits that are %s', (_name, credits, expected) => {
    const answer = read({ ...row, totals: { ...row.totals, credits } });
    expect(answer.days[0]?.totals.credits).toBe(expected);
    expect(answer.oddPaths).toEqual(expected === null ? ['data[0].totals.credits'] : []);
  });

  it.each<readonly [string, unknown, string]>([
    ['no object', 7, 'data[0]'],
    ['no such day', { ...row, date: '2026-02-30' }, 'data[0].date'],
    ['a date far ahead', { ...row, date: '2027-01-01' }, 'data[0].date'],
    ['no totals', { ...row, totals: [] }, 'data[0].totals'],
  ])('leaves out a row that has %s and reports it', (_name, bad, path) => {
    const answer = read(bad, row);
    expect(answer.oddPaths).toEqual([path]);
    expect(answer.days.map(({ date }) => date)).toEqual(['2026-03-12']);
  });

  it('leaves out duplicate rows and rows without a name, and reports them', () => {
    const twice = { ...row, clients: [...row.clients, row.clients[0], { turns: 1 }, null] };
    const answer = read(twice, row);
    expect(answer.days[0]?.clients).toHaveLength(2);
    expect(answer.oddPaths).toEqual([
      'data[0].clients[2].client_id',
      'data[0].clients[3].client_id',
      'data[0].clients[4]',
      'data[1].date',
    ]);
  });

  it('an answer without rows is valid; malformed rows only, or another form, are not', () => {
    expect(read()).toEqual({ ok: true, days: [], oddPaths: [] });
    expect(parseDailyUsage({ data: [1, 2] }, asOfMs)).toEqual({ ok: false, paths: ['data[0]', 'data[1]'] });
    expect(parseDailyUsage({ items: [] }, asOfMs)).toEqual({ ok: false, paths: ['data'] });
  });

  it('never throws, lists a day once, and has a figure only if the answer has it', () => {
    const figure = fc.oneof(fc.jsonValue(), fc.constantFrom(0, 5, '12', null));
    const anyRow = fc.record(
      {
        date: fc.constantFrom('2026-03-09', '2026-03-10', 'soon', 7),
        totals: fc.oneof(fc.record({ turns: figure, credits: figure }, { requiredKeys: [] }), fc.jsonValue()),
        clients: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 5 }), (rows) => {
        const answer = parseDailyUsage({ data: rows }, asOfMs);
        const days = answer.ok ? answer.days : [];
        expect(new Set(days.map(({ date }) => date)).size).toBe(days.length);
        const stated = JSON.stringify(rows);
        for (const { totals } of days) {
          if (totals.turns !== null) expect(stated).toContain(String(totals.turns));
          expect(totals.users).toBeNull();
        }
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const answer = parseDailyUsage(body, asOfMs);
        expect(answer.ok ? answer.days : answer.paths).toBeInstanceOf(Array);
      }),
    );
  });
});

test('the request has the days, the account and the app’s own name, and a placeholder for its secret', () => {
  const request = dailyUsageRequest({ ...usageAccount, vendorAccountId: 'acc-1' }, asOfMs);
  expect(request?.url).toBe(
    'https://chatgpt.com/backend-api/wham/analytics/daily-workspace-usage-counts?start_date=2026-03-07&end_date=2026-03-14&group_by=day&workspace_user=true',
  );
  expect(request?.headers).toEqual({
    Authorization: 'Bearer {{secret:accessToken}}',
    'ChatGPT-Account-Id': 'acc-1',
    Accept: 'application/json',
    'User-Agent': 'quota-tray/{{version}}',
  });
});

test.each([
  ['another provider', { ...usageAccount, provider: 'claude' as const }],
  ['a base without /backend-api', { ...usageAccount, baseUrl: 'https://codex.example.org' }],
])('%s has no request for daily usage', (_name, account) => {
  expect(dailyUsageRequest(account, asOfMs)).toBeNull();
});
