import { describe, expect, it } from 'vitest';
import {
  addMoney,
  currencyExponent,
  fromMinorUnits,
  multiplyMoney,
  parseCurrency,
  percentOf,
  subtractMoney,
} from '../../../../core/units/money.ts';

describe('money', () => {
  it.each([
    ['JPY', 0],
    ['USD', 2],
    ['eur', 2],
    ['KWD', 3],
    ['CLF', 4],
  ])('%s has %d decimals', (currency, decimals) => {
    expect(currencyExponent(currency)).toBe(decimals);
  });

  it.each([['HUF'], ['COP'], ['PKR'], ['IDR']])(
    '%s has the 2 decimals of ISO 4217, not the 0 that are customary to print',
    (currency) => {
      expect(currencyExponent(currency)).toBe(2);
      expect(fromMinorUnits(123456, currency)).toBe('1234.56');
    },
  );

  it.each([[''], ['EURO'], ['$'], ['U5D']])('%j is no currency', (currency) => {
    expect(currencyExponent(currency)).toBeNull();
    expect(parseCurrency(currency)).toBeNull();
    expect(fromMinorUnits(100, currency)).toBeNull();
  });

  it('a currency is written in upper case', () => {
    expect(parseCurrency(' usd ')).toBe('USD');
    expect(parseCurrency(5)).toBeNull();
  });

  it.each([
    [990, 'USD', undefined, '9.90'],
    [700, 'JPY', undefined, '700'],
    [1234567, 'KWD', undefined, '1234.567'],
    [0, 'EUR', undefined, '0.00'],
    ['1285', 'EUR', 2, '12.85'],
    [70000, 'JPY', 2, '700'],
    [5, 'USD', 0, '5.00'],
    [-50, 'USD', undefined, '-0.50'],
    [-0.1, 'USD', undefined, '0.00'],
    [12.5, 'USD', undefined, '0.12'],
    [1050, 'USD', null, '10.50'],
    [1050, 'USD', 2.5, '10.50'],
    [1050, 'USD', -1, '10.50'],
    [1050, 'USD', '1', '10.50'],
    [105_000_000, 'USD', 8, '1.05'],
    [1050, 'USD', 9, '10.50'],
  ])('%j minor units of %s (exponent %j) are %s', (amount, currency, exponent, text) => {
    expect(fromMinorUnits(amount, currency, exponent)).toBe(text);
  });

  it.each([[''], [null], [true], ['x'], [NaN]])('%j minor units are no amount', (amount) => {
    expect(fromMinorUnits(amount, 'USD')).toBeNull();
  });

  it.each([
    ['1.10', '2.2', 'USD', '3.30'],
    ['1.005', '2', 'USD', '3.005'],
    ['900', '100', 'JPY', '1000'],
    ['0.5', '0.25', 'JPY', '0.75'],
    ['1', '2', 'nothing', '3.00'],
  ])('adds %s and %s %s exactly: %s', (a, b, currency, text) => {
    expect(addMoney(a, b, currency)).toBe(text);
  });

  it.each([
    ['10.00', '0.925', 'EUR', '9.25'],
    ['0.10', '0.25', 'EUR', '0.02'],
    ['0.30', '0.25', 'EUR', '0.08'],
    ['3', '155.07', 'JPY', '465'],
    ['3', '2', 'nothing', null],
  ])('%s times %s is %s %s', (amount, factor, currency, text) => {
    expect(multiplyMoney(amount, factor, currency)).toBe(text);
  });

  it.each([
    ['5', '20', 25],
    ['30', '20', 150],
    ['-5', '20', -25],
    ['0', '20', 0],
    ['5', '0', null],
    ['5', '-20', null],
  ])('%s of %s is %j percent', (part, whole, percent) => {
    expect(percentOf(part, whole)).toBe(percent);
  });

  it('subtracts with exactly the currency’s decimals', () => {
    expect(subtractMoney('20.00', '7.70', 'EUR')).toBe('12.30');
    expect(subtractMoney('900', '700', 'JPY')).toBe('200');
    expect(subtractMoney('1.00', '2.00', 'nothing')).toBeNull();
  });
});
