import { describe, expect, it } from 'vitest';
import { asName } from '../../../../core/units/json.ts';
import { cleanText, isolated } from '../../../../core/units/text.ts';

describe('a text from outside', () => {
  it.each([
    ['  Fable\t', 'Fable'],
    ['Pro\nacc@example.org 0 % left', 'Pro acc@example.org 0 % left'],
    ['a\u0000b\u2028c', 'a b c'],
    ['\u001B[31mred\u001B[0m', 'red'],
    ['\u009B2Jclear', 'clear'],
    ['x\u001B]52;c;ZXZpbA==\u0007y', 'x y'],
    ['x\u001B]52;c;ZXZpbA==\u001B\\y', 'x y'],
    ['\u001B]0;never ended', ''],
    ['bell\u0007', 'bell'],
    ['\u202Egnp.exe\u2066', 'gnp.exe'],
    ['\uD800half', 'half'],
    ['דגם', 'דגם'],
    ['👩‍💻 team', '👩‍💻 team'],
    ['naïve 模型', 'naïve 模型'],
  ])('%j is shown as %j', (stated, shown) => {
    expect(cleanText(stated)).toBe(shown);
  });

  it('is no name where nothing is left of it, or too much', () => {
    expect([asName('\u001B[2J\n'), asName('x'.repeat(201)), asName(' '.repeat(1_000_000)), asName(7)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(asName(`${' '.repeat(900)}x\u0007`)).toBe('x');
  });

  it('turns nothing around it where it runs from right to left', () => {
    expect(isolated('מודל')).toBe('\u2068מודל\u2069');
    expect(isolated('Opus 4.5')).toBe('Opus 4.5');
    expect(isolated(isolated('מודל'))).toBe(isolated('מודל'));
  });
});
