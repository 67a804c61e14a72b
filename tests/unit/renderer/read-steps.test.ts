import { expect, it } from 'vitest';
import { readSteps } from '../../../renderer/settings/read-steps.ts';

it.each([
  ['80, 90', [80, 90]],
  ['80;90 %', [80, 90]],
  ['８０、９０', [80, 90]],
  ['12.5 99', [12.5, 99]],
  ['', []],
])('S1-36: the steps %j are read as they are meant', (text, steps) => {
  expect(readSteps(text)).toEqual(steps);
});

it.each([['90, 80'], ['80, 80'], ['0'], ['101'], ['0x50'], ['8e1'], ['+80'], ['-5'], ['eighty'], ['1 2 3 4 5 6']])(
  'S1-36, X-3: %j is no list of steps',
  (text) => {
    expect(readSteps(text)).toBeNull();
  },
);
