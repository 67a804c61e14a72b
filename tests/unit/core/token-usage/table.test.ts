import { describe, expect, it } from 'vitest';
import { usageCsv } from '../../../../core/token-usage/csv.ts';
import type { UsageDocument } from '../../../../core/token-usage/document.ts';
import { parseUsageQuery, queryText } from '../../../../core/token-usage/query.ts';
import { usageGroupings } from '../../../../core/token-usage/report.ts';
import { noUsageText, usageText } from '../../../../core/token-usage/table.ts';
import { plainStyle } from '../../../../core/text/table.ts';
import { tokenSamples } from '../../../../core/metrics/tokens.ts';
import { englishReader } from '../../../bench/english-reader.ts';
import { parseCsv } from '../../../support/parse-csv.ts';
import { exampleUsageDocument, usageBucket } from '../../../support/usage-buckets.ts';

const english = englishReader();
const nowMs = Date.parse('2026-11-22T00:05:00Z');

function textOf(document: UsageDocument, isByModel = false): string {
  return usageText(document, english, plainStyle, { isByModel, nowMs });
}

describe('the table of usage', () => {
  it('says that prices are list prices, which lists they are, and what has none', () => {
    const text = textOf(exampleUsageDocument('day'));
    expect(text).toContain('At list price: what these tokens cost through the API.');
    expect(text).toMatch(/Prices: genai-prices 0\.1\.8 \(.*Sep.*\)\./);
    expect(text).toContain('Without a price, and not in the sum: no-such-model (890).');
    expect(text).toMatch(/^2026-11-21 .*56,390 +\$0\.09\+$/m);
  });

  it.each([
    ['0.0016', '<$0.01'],
    ['0.014', '$0.01'],
    ['0', '$0.00'],
  ])('shows %s dollars as %s', (listPriceUsd, shown) => {
    const document = exampleUsageDocument('day');
    const text = textOf({ ...document, total: { ...document.total, listPriceUsd, unpriced: [] } });
    expect(
      text
        .split('\n')
        .find((line) => line.startsWith('Total'))
        ?.split(' ')
        .at(-1),
    ).toBe(shown);
  });

  it('has a row for each model on request', () => {
    const plain = textOf(exampleUsageDocument('day'));
    expect(textOf(exampleUsageDocument('day'), true).split('\n')).toHaveLength(plain.split('\n').length + 2);
    expect(textOf(exampleUsageDocument('day'), true)).toMatch(/^ {2}no-such-model .* –$/m);
  });

  it.each(usageGroupings)('by %s ends with the total', (by) => {
    expect(textOf(exampleUsageDocument(by))).toMatch(/^Total .*56,390 +\$0\.09\+$/m);
  });

  it('says in the row of a block whether it can still grow', () => {
    const [row] = exampleUsageDocument('block').rows;
    const document = exampleUsageDocument('block');
    const block = { startsAt: '2026-11-22T00:00:00.000Z', endsAt: '2026-11-22T05:00:00.000Z', isActive: true };
    expect(textOf(document)).not.toContain('current');
    expect(textOf({ ...document, rows: row === undefined ? [] : [{ ...row, block }] })).toContain('(current)');
  });

  it('hides amounts while the user hides them', () => {
    const text = usageText(exampleUsageDocument('day'), { ...english, hidesAmounts: true }, plainStyle, {
      isByModel: false,
      nowMs,
    });
    expect(text).not.toContain('$');
  });

  it('says how many files could not be read', () => {
    const unread = [{ tool: 'claude', file: '/x', code: 'EACCES' } as const];
    expect(textOf({ ...exampleUsageDocument('day'), unread })).toContain('1 file could not be read');
  });

  it('says whether there is nothing at all, or nothing for a choice', () => {
    const document = exampleUsageDocument('day');
    expect(noUsageText(document, english)).toContain('in the logs of your tools');
    expect(noUsageText({ ...document, tool: 'grok' }, english)).toContain('for this choice');
  });
});

describe('CSV of usage', () => {
  it('has a row for each model, and guards texts that a spreadsheet would run', () => {
    const document = exampleUsageDocument('session', { isByProject: true });
    const hostile = { ...document, rows: document.rows.map((row) => ({ ...row, project: '=cmd()' })) };
    const [header = [], ...rows] = parseCsv(usageCsv(hostile));
    expect(rows).toHaveLength(2);
    const valuesOf = (name: string): readonly (string | undefined)[] => rows.map((row) => row[header.indexOf(name)]);
    expect(valuesOf('project')).toEqual(["'=cmd()", "'=cmd()"]);
    expect(valuesOf('list_price_usd')).toEqual(['0.09225', '']);
    expect(valuesOf('unpriced_tokens')).toEqual(['0', '890']);
    expect(valuesOf('first_at')).toEqual(['2026-11-21T10:20:00.000Z', '2026-11-21T11:40:00.000Z']);
  });
});

describe('a query in text', () => {
  it('takes days with and without lines, and is written as it is read', () => {
    const parameters = { by: 'week', since: '20261101', until: '2026-11-30', project: 'a&b', timezone: 'Asia/Tokyo' };
    const reading = parseUsageQuery({ ...parameters, weekStart: 'sunday', instances: 'true' }, 'UTC');
    expect(reading).toMatchObject({
      kind: 'query',
      timeZone: 'Asia/Tokyo',
      query: { by: 'week', since: '2026-11-01', until: '2026-11-30', project: 'a&b', weekStart: 0, isByProject: true },
    });
    expect(Object.fromEntries(new URLSearchParams(queryText({ ...parameters, tool: undefined })))).toEqual(parameters);
  });

  it.each([
    [{ by: 'year' }, 'by'],
    [{ since: '2026-02-30' }, 'since'],
    [{ until: 'today' }, 'until'],
    [{ since: '20261102', until: '20261101' }, 'until'],
    [{ timezone: '' }, 'timezone'],
    [{ tool: 'chatgpt' }, 'tool'],
    [{ project: '' }, 'project'],
    [{ order: 'up' }, 'order'],
    [{ instances: 'yes' }, 'instances'],
    [{ weekStart: 'day' }, 'weekStart'],
  ])('%o is refused with its field', (parameters, field) => {
    expect(parseUsageQuery(parameters, 'UTC')).toEqual({ kind: 'bad', field });
  });
});

describe('tokens as metrics', () => {
  it('have a series for each model and kind, and the rest of many models together', () => {
    const many = Array.from({ length: 60 }, (_unused, place) =>
      usageBucket('2026-11-21T10:20:00Z', { input: 100 + place, output: 1 }, { model: `m${place}` }),
    );
    const samples = tokenSamples([...many, usageBucket('2026-11-21T10:40:00Z', { input: 1 }, { model: null })]);
    expect(new Set(samples.map(({ labels }) => labels['model'])).size).toBe(51);
    const inputs = samples.filter(({ labels }) => labels['kind'] === 'input');
    expect(inputs.reduce((sum, { value }) => sum + value, 0)).toBe(60 * 100 + (59 * 60) / 2 + 1);
    expect(inputs.find(({ labels }) => labels['model'] === 'others')?.value).toBe(10 * 100 + 45 + 1);
  });
});
