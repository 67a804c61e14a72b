import { expect, it } from 'vitest';
import { parseCommand, usageText } from '../../../../../main/node/cli/arguments.ts';

it.each([
  [['warmups'], { kind: 'warmups', json: false }],
  [['warmups', '--json'], { kind: 'warmups', json: true }],
  [['warmups', 'now'], { kind: 'bad', message: 'Unknown command: warmups now.' }],
])('reads %j', (argv, command) => {
  expect(parseCommand(argv)).toEqual(command);
  expect(usageText).toContain('warmups [--json]');
});
