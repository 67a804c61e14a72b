import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, parseDecimal } from '../../../../core/units/decimal.ts';
import { addDecimals, divideDecimals, subtractDecimals } from '../../../../core/units/money.ts';

const canonical = /^(0|-?(0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?))$/;

describe('parseDecimal', () => {
  it.each([
    ['0E-10', '0'],
    ['-0', '0'],
    [-0, '0'],
    ['0e999999', '0'],
    [150.0, '150'],
    ['247.50', '247.5'],
    ['14.5', '14.5'],
    ['+7', '7'],
    ['007.10', '7.1'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e40', `1${'0'.repeat(40)}`],
    ['1e-40', `0.${'0'.repeat(39)}1`],
    [`0.${'1'.repeat(56)}`, `0.${'1'.repeat(56)}`],
    [`5.${'0'.repeat(98)}`, '5'],
    ['-12.340', '-12.34'],
    ['1e3', '1000'],
    ['25e-3', '0.025'],
    [1e21, '1000000000000000000000'],
    ['212.70451836215', '212.70451836215'],
    ['123456789012345678901234567890.123', '123456789012345678901234567890.123'],
  ])('%j is exactly %s', (input, text) => {
    expect(parseDecimal(input)).toBe(text);
  });

  it.each([
    [''],
    [' '],
    ['0x10'],
    ['0b11'],
    ['1,000'],
    ['$5'],
    ['NaN'],
    ['Infinity'],
    [Infinity],
    [null],
    [true],
    [{}],
    ['1e999999'],
    ['1e-999999'],
    ['9'.repeat(400)],
    [1e300],
    ['1e41'],
    ['1e-41'],
    [`0.${'1'.repeat(57)}`],
    [`5.${'0'.repeat(99)}`],
    ['1+1'],
    ['+-1'],
  ])('%j is no amount', (input) => {
    expect(parseDecimal(input)).toBeNull();
  });

  it('every finite amount comes out canonical, with the same value', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }), (value) => {
        fc.pre(value === 0 || Math.abs(value) > 1e-30);
        const text = parseDecimal(value);
        expect(text).toMatch(canonical);
        expect(Number(text)).toBe(value + 0);
      }),
    );
  });
});

describe('exact arithmetic', () => {
  it('adds and subtracts without binary error', () => {
    expect(addDecimals('0.1', '0.2')).toBe('0.3');
    expect(subtractDecimals('1000', '36.79748725891113')).toBe('963.20251274108887');
    expect(subtractDecimals('10000', '12000')).toBe('-2000');
    expect(subtractDecimals('4.20', '4.2')).toBe('0');
  });

  it('a + b − b is a, for any amounts', () => {
    const amount = fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(20)).map(([digits, places]) => {
      const text = parseDecimal(`${digits}e-${places}`);
      return text ?? '0';
    });
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(subtractDecimals(addDecimals(a, b), b)).toBe(a);
      }),
    );
  });

  it.each([
    ['347.5', '25', 2, '13.90'],
    ['1', '8', 2, '0.12'],
    ['3', '8', 2, '0.38'],
    ['1.0000001', '8', 2, '0.13'],
    ['-0.01', '25', 2, '0.00'],
    ['100', '3', 0, '33'],
  ])('divides %s by %s to %d decimals, half to even: %s', (a, b, decimals, text) => {
    expect(divideDecimals(a, b, decimals)).toBe(text);
  });

  it('has no quotient for a division by zero', () => {
    expect(divideDecimals('5', '0', 2)).toBeNull();
  });

  it('orders by value, not by text', () => {
    expect(compareDecimals('10', '9')).toBeGreaterThan(0);
    expect(compareDecimals('-1', '0')).toBeLessThan(0);
    expect(compareDecimals('2.50', '2.5')).toBe(0);
  });
});
