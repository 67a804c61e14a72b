import { describe, expect, it } from 'vitest';
import { parseFlag, parseHeaderFlag } from '../../../../core/units/boolean.ts';
import { parseCount, parseNumber, parsePercent } from '../../../../core/units/number.ts';

const notNumbers: readonly unknown[] = [
  '',
  ' ',
  '0x10',
  '0b11',
  '1,000',
  '$5',
  'NaN',
  'Infinity',
  '1e999',
  '.',
  '+',
  '1e',
  '--1',
  '1_000',
  NaN,
  Infinity,
  true,
  null,
  undefined,
  [],
  [3],
  {},
];

describe('parseNumber', () => {
  it.each([
    [12.5, 12.5],
    [0, 0],
    ['0', 0],
    [' 247.50 ', 247.5],
    ['+3', 3],
    ['-1.5', -1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1E-2', 0.01],
  ])('%j is %d', (input, value) => {
    expect(parseNumber(input)).toBe(value);
  });

  it.each([[-0], ['-0'], ['-0.0']])('%j is a plain 0', (input) => {
    expect(Object.is(parseNumber(input), 0)).toBe(true);
  });

  it.each(notNumbers.map((input) => [input]))('%j is no number', (input) => {
    expect(parseNumber(input)).toBeNull();
  });
});

describe('parseCount', () => {
  it.each([
    [0, 0],
    [4, 4],
    ['3', 3],
  ])('%j is %d', (input, value) => {
    expect(parseCount(input)).toBe(value);
  });

  it.each([[-1], [1.5], ['2.5'], [''], [null], [true], [2 ** 60]])('%j is no count', (input) => {
    expect(parseCount(input)).toBeNull();
  });
});

describe('parsePercent', () => {
  it.each([
    [0, 0],
    [0.02, 0.02],
    [100, 100],
    ['41.5', 41.5],
    [120, 120],
    [1000, 1000],
  ])('%j stays %d', (input, value) => {
    expect(parsePercent(input)).toBe(value);
  });

  it.each([[-1], [1000.5], ['bad'], [''], [null], [NaN]])('%j is no percentage', (input) => {
    expect(parsePercent(input)).toBeNull();
  });
});

describe('flags', () => {
  it.each([
    [true, true],
    [false, false],
    ['false', null],
    ['true', null],
    [1, null],
    [0, null],
    [null, null],
    [undefined, null],
  ])('%j in JSON is %j', (input, value) => {
    expect(parseFlag(input)).toBe(value);
  });

  it.each([
    ['true', true],
    ['FALSE', false],
    [' 1 ', true],
    ['0', false],
    ['', null],
    ['yes', null],
    ['2', null],
    [null, null],
  ])('%j in a header is %j', (input, value) => {
    expect(parseHeaderFlag(input)).toBe(value);
  });
});
