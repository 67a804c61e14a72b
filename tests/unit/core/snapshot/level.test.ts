import { expect, it } from 'vitest';
import { levelOf, windowLevel } from '../../../../core/snapshot/level.ts';
import { accountWith } from '../../../support/example-limits.ts';

const lasts = { expectedPercent: 50, exhaustsAt: null };
const endsEarly = { expectedPercent: 50, exhaustsAt: '2026-03-02T14:00:00.000Z' };

it.each([
  [null, null, 'fine'],
  [null, lasts, 'fine'],
  [null, endsEarly, 'low'],
  ['warning', lasts, 'low'],
  ['warning', endsEarly, 'low'],
  ['critical', lasts, 'critical'],
  ['critical', endsEarly, 'critical'],
] as const)('the step %s with the pace %j is %s', (step, pace, level) => {
  expect(levelOf(step, pace)).toBe(level);
});

it.each([
  ['a limit with nothing left is used up', { left: 0 }, 'used-up'],
  ['a limit without a figure is unknown', { left: null }, 'unknown'],
  ['a limit that will run out before its reset is low', { left: 70, change: { pace: endsEarly } }, 'low'],
  [
    'a blocked limit keeps the level of its own figure',
    { left: 70, change: { pace: endsEarly, state: 'blocked' } },
    'fine',
  ],
] as const)('%s', (_name, limit, level) => {
  const [window] = accountWith('work', { weekly: limit }).windows;
  expect(window === undefined ? null : windowLevel(window)).toBe(level);
});
