import { expect, it } from 'vitest';
import { isCountTrigger } from '../../../../core/polling/due.ts';

it.each([
  [1, 3, false],
  [3, 3, true],
  [4, 3, false],
  [6, 3, true],
  [6, 3.9, true],
  [5, 1, true],
  [0, 3, false],
  [-3, 3, false],
  [3, 0, false],
  [3, 0.9, false],
  [3, -3, false],
  [3, Number.NaN, false],
  [Number.NaN, 3, false],
  [3, Number.POSITIVE_INFINITY, false],
])('request %d with every %d asks again: %s', (count, every, expected) => {
  expect(isCountTrigger(count, every)).toBe(expected);
});
