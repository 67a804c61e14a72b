import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLocalDecimal, writeLocalDecimal } from '../../../renderer/settings/entry-text.ts';

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
    expect(readLocalDecimal(text, marks)).toBe(decimal);
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
    expect(readLocalDecimal(text, marks)).toBeNull();
  });

  it('is read again as what was written', () => {
    const decimal = fc.tuple(fc.nat(), fc.nat()).map(([whole, fraction]) => `${whole}.${fraction}`);
    fc.assert(
      fc.property(fc.constantFrom(english, german, french), decimal, (marks, written) => {
        expect(readLocalDecimal(writeLocalDecimal(written, marks), marks)).toBe(written);
      }),
    );
  });
});
