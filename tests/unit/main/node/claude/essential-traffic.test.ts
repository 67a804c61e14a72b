import { expect, test } from 'vitest';
import { wantsEssentialTrafficOnly } from '../../../../../main/node/claude/essential-traffic.ts';

test.each([
  [undefined, false],
  ['', false],
  ['0', false],
  ['false', false],
  [' FALSE ', false],
  ['1', true],
  ['true', true],
  ['yes', true],
])('S0-2: Claude Code told %j means %j', (value, expected) => {
  expect(wantsEssentialTrafficOnly({ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: value })).toBe(expected);
});
