import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonForTerminal, safeForTerminal } from '../../../../core/units/text.ts';

const obeyed = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E]|\r(?!\n)/;
const anyText = fc.string({ unit: 'binary' });
const hostile = fc
  .array(
    fc.oneof(
      anyText,
      fc.constantFrom(
        '\u001b[2J',
        '\u001b]0;t\u0007',
        '\u009b31m',
        '\u001b',
        '[31m',
        '\u001b[31m',
        '\r',
        '\n',
        '\u202e',
      ),
    ),
  )
  .map((parts) => parts.join(''));

describe('what a command prints', () => {
  it.each([
    ['the title', 'a\u001b]0;owned\u0007b', 'a b'],
    ['the clipboard', 'a\u001b]52;c;ZXZpbA==\u0007b', 'a b'],
    ['a link', 'a\u001b]8;;http://evil.example\u001b\\b', 'a b'],
    ['the screen', 'a\u001b[2J\u001b[Hb', 'a  b'],
    ['the keyboard', 'a\u001bP$q"p\u001b\\b', 'a b'],
    ['earlier lines', 'good\rbad\u001b[1Aworse\u0008', 'goodbad worse'],
    ['hidden text', 'a\u001b[8mb', 'a b'],
    ['eight-bit sequences', 'a\u009b2Jb\u009d0;t\u009cc', 'a b c'],
    ['the order of letters', 'a\u202egnp.exe', 'agnp.exe'],
    ['an unfinished sequence', 'a\u001b', 'a'],
  ])('cannot change %s', (_what, given, printed) => {
    expect(safeForTerminal(given)).toBe(printed);
  });

  it('keeps line breaks, tabs, isolated names and the colours of the app', () => {
    const text = 'a\tb\r\n\u001b[31mred\u001b[0m \u001b[1mbold\u001b[0m \u2068שלום\u2069\n';
    expect(safeForTerminal(text)).toBe(text);
  });

  it('holds nothing that a terminal obeys but the colours of the app, for any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(safeForTerminal(text).replaceAll(/\u001b\[(?:[0-2]|3[1-3])m/g, '')).not.toMatch(obeyed);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same value as JSON, with escapes, for any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = jsonForTerminal(JSON.stringify({ text }, null, 2));
        expect(JSON.parse(json)).toEqual({ text });
        expect(json).not.toMatch(obeyed);
      }),
      { numRuns: 2000 },
    );
  });
});
