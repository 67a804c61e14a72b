import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cutText, plainStyle, tableLines, textMeter, wrapText } from '../../../../core/text/table.ts';

const columns = [
  { title: 'Id' },
  { title: 'Name', fit: 'cut' },
  { title: 'Left', align: 'right' },
  { title: 'State', fit: 'wrap' },
] as const;
const rows = [
  [
    'codex:1f2e3d4c5b6a',
    'someone.with.a.long.name@example.org',
    '247.5',
    'Blocked by the weekly limit until Thu 09:00',
  ],
  ['claude:0a1b', '工作账号', '3', 'up to date'],
] as const;

describe('a table', () => {
  it('has a header and columns, and in a pipe no line is shortened', () => {
    expect(tableLines(columns, rows, plainStyle)).toEqual([
      'Id                  Name                                   Left  State',
      'codex:1f2e3d4c5b6a  someone.with.a.long.name@example.org  247.5  Blocked by the weekly limit until Thu 09:00',
      'claude:0a1b         工作账号                                  3  up to date',
    ]);
  });

  it.each([60, 70, 80, 100])('fits a terminal of %i columns, with ids and figures whole', (width) => {
    const lines = tableLines(columns, rows, { columns: width, hasColour: false });
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    expect(lines.join('\n')).toContain('codex:1f2e3d4c5b6a');
    expect(lines.join('\n')).toContain('247.5');
  });

  it('becomes blocks where even the narrowest columns do not fit', () => {
    expect(tableLines(columns, rows.slice(0, 1), { columns: 30, hasColour: false })).toEqual([
      'Id: codex:1f2e3d4c5b6a',
      'Name:',
      'someone.with.a.long.name@example.org',
      'Left: 247.5',
      'State: Blocked by the weekly',
      'limit until Thu 09:00',
    ]);
  });

  it('has colours on a terminal only', () => {
    const row = [['1', 'work', '3', { text: 'used up', colour: 'critical' }]] as const;
    expect(tableLines(columns, row, { columns: 80, hasColour: true })[1]).toBe(
      '1   work     3  \u001B[31mused up\u001B[0m',
    );
    expect(tableLines(columns, row, { columns: 80, hasColour: false }).join('')).not.toContain('\u001B');
  });
});

describe('a long text', () => {
  it.each([
    ['resets in 4d 8h', 13, ['resets in', '4d 8h']],
    ['1,306.2 credits · ≈ US$52.25 · window full', 28, ['1,306.2 credits ·', '≈ US$52.25 · window full']],
    ['a part · another part', 15, ['a part ·', 'another part']],
    ['每周用量最高，4 天 9 小时后重置', 18, ['每周用量最高，4 天', '9 小时后重置']],
    ['short', 10, ['short']],
    ['never/break/a/path/of/a/file', 10, ['never/break/a/path/of/a/file']],
  ])('%j in %i columns', (text, width, lines) => {
    expect(wrapText(text, width)).toEqual(lines);
  });

  it.each([
    ['someone@example.org', 12, 'someone@exa…'],
    ['工作账号', 6, '工作…'],
    ['👩‍👩‍👧 family', 6, '👩‍👩‍👧 fa…'],
    ['fits', 4, 'fits'],
  ])('%j is cut to %i columns', (text, width, expected) => {
    expect(cutText(text, width)).toBe(expected);
    expect(stringWidth(expected)).toBeLessThanOrEqual(width);
  });
});

it.each([
  [0, '░░░░░░░░░░'],
  [1, '█░░░░░░░░░'],
  [55, '██████░░░░'],
  [100, '██████████'],
  [null, ''],
])('the meter of %j percent', (percent, expected) => {
  expect(textMeter(percent, { columns: 80, hasColour: true })).toBe(expected);
  expect(textMeter(percent, plainStyle)).toBe('');
});
