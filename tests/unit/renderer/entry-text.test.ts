import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  parseLocalDecimal,
  parseSteps,
  formatLocalDecimal,
  formatSteps,
} from '../../../renderer/settings/entry-text.ts';

it.each([
  ['80, 90', [80, 90]],
  ['80;90 %', [80, 90]],
  ['８０、９０', [80, 90]],
  ['12.5 99', [12.5, 99]],
  ['80، 90٪', [80, 90]],
  ['', []],
])('the steps %j are read as they are meant', (text, steps) => {
  expect(parseSteps(text, 'used')).toEqual(steps);
});

it.each([
  ['20, 5', [80, 95]],
  ['0.3', [99.7]],
  ['12.5 0', [87.5, 100]],
  ['', []],
])('the steps %j of what is left are kept as what is used', (text, steps) => {
  expect(parseSteps(text, 'left')).toEqual(steps);
});

it.each([['5, 20'], ['20, 20'], ['100'], ['101'], ['-5'], ['80, 95'], ['five'], ['9 8 7 6 5 4']])(
  '%j is no list of steps of what is left',
  (text) => {
    expect(parseSteps(text, 'left')).toBeNull();
  },
);

it('steps are read again as what was shown, on either side', () => {
  const hundredths = fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.constantFrom('left', 'used'), hundredths, (side, some) => {
      const steps = some.toSorted((one, other) => one - other).map((each) => each / 100);
      expect(parseSteps(formatSteps(steps, side), side)).toEqual(steps);
    }),
  );
});

it.each([['90, 80'], ['80, 80'], ['0'], ['101'], ['0x50'], ['8e1'], ['+80'], ['-5'], ['eighty'], ['1 2 3 4 5 6']])(
  '%j is no list of steps',
  (text) => {
    expect(parseSteps(text, 'used')).toBeNull();
  },
);

const english = { decimal: '.', group: ',' };
const german = { decimal: ',', group: '.' };
const french = { decimal: ',', group: '\u202f' };

describe('a decimal as its reader writes it', () => {
  it.each([
    [english, '0.92', '0.92'],
    [english, ' 155 ', '155'],
    [english, '1,234.5', '1234.5'],
    [english, '12,34,567.8', '1234567.8'],
    [english, '.92', '0.92'],
    [english, '０．９２', '0.92'],
    [german, '0,92', '0.92'],
    [german, '1.234,5', '1234.5'],
    [german, '1.234', '1234'],
    [german, '0.92', '0.92'],
    [french, '1\u202f234,5', '1234.5'],
    [french, '1 234,5', '1234.5'],
  ])('%j: "%s" is %s', (marks, text, decimal) => {
    expect(parseLocalDecimal(text, marks)).toBe(decimal);
  });

  it.each([
    [english, '0,92'],
    [english, '1,2,3'],
    [english, '1.2.3'],
    [english, '-1'],
    [english, '1e3'],
    [english, '.'],
    [english, ''],
    [english, 'much'],
    [german, '1,2,3'],
    [german, '0,'],
  ])('%j: "%s" is none', (marks, text) => {
    expect(parseLocalDecimal(text, marks)).toBeNull();
  });

  it('is read again as what was written', () => {
    const decimal = fc.tuple(fc.nat(), fc.nat()).map(([whole, fraction]) => `${whole}.${fraction}`);
    fc.assert(
      fc.property(fc.constantFrom(english, german, french), decimal, (marks, written) => {
        expect(parseLocalDecimal(formatLocalDecimal(written, marks), marks)).toBe(written);
      }),
    );
  });
});
