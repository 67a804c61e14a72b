import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutMiddle, lineWithName, longestLine, padFigure, wrapLines } from '../../../../core/text/line.ts';

it('cuts a name in its middle, and keeps both ends', () => {
  expect(cutMiddle('a-very-long-name-of-a-team', 20)).toBe('a-very-lon…of-a-team');
  expect(cutMiddle('home', 20)).toBe('home');
});

it('pads a figure with figure spaces', () => {
  expect([padFigure('7%', '100%'), padFigure('100%', '100%')]).toEqual(['\u2007\u20077%', '100%']);
});

it('breaks a sentence into lines between words, and Chinese between characters', () => {
  expect(wrapLines('The weekly limit is used up until Sunday 09:00. Use another account.')).toEqual([
    'The weekly limit is used up until Sunday',
    '09:00. Use another account.',
  ]);
  expect(wrapLines('额度已用完'.repeat(12)).length).toBe(2);
});

it('never makes a line of more than 44 characters, whatever the name or the sentence', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ maxLength: 300 }), (name, sentence) => {
      const line = lineWithName(name, (short) => `100%  ${short} · resets in 2d 16h`);
      for (const text of [line, ...wrapLines(sentence)])
        expect(Array.from(text).length).toBeLessThanOrEqual(longestLine);
    }),
  );
});
