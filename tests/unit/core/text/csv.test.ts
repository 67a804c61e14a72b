import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvField } from '../../../../core/text/csv.ts';
import { parseCsv } from '../../../support/parse-csv.ts';

describe('a name in a CSV file', () => {
  it.each([
    ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
    ['+1+1', "'+1+1"],
    ['-1+1', "'-1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', `'\t=1`],
    ['＝1+1', "'＝1+1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠SUM', "'＠SUM"],
    ["it;=cmd|' /C calc'!A0", `"it;'=cmd|' /C calc'!A0"`],
    ["'quoted'", "''quoted'"],
    ['sam@example.org', 'sam@example.org'],
    ['a-b', 'a-b'],
  ])('%j is no formula in any region', (name, field) => {
    expect(csvField(name)).toBe(field);
  });

  it('comes back whole when one mark is removed from each place, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const [[field = ''] = []] = parseCsv(`${csvField(text)}\r\n`);
        const without = field.replace(/(^|;)'(?=[=+\-@＝＋－＠\t\r\n'])/g, '$1');
        expect(without).toBe(text);
        expect(field).not.toMatch(/(^|;)[=+\-@＝＋－＠]/);
      }),
    );
  });
});
