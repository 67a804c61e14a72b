import { expect, it } from 'vitest';
import { helpText, parseCommand } from '../../../support/parse-command.ts';

it.each([
  [['warmups'], { kind: 'warmups', json: false }],
  [['warmups', '--json'], { kind: 'warmups', json: true }],
  [['warmups', 'now'], { kind: 'bad', message: 'warmups takes no "now".' }],
])('reads %j', (argv, command) => {
  expect(parseCommand(argv)).toEqual(command);
  expect(helpText(['help'])).toContain('warmups');
});
