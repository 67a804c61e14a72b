import { expect, test } from 'vitest';
import { parseCommand } from '../../../support/parse-command.ts';

const guard = { kind: 'guard', account: null, minLeftPercent: null, any: false, failOpen: false, json: false };

test.each([
  ['serve', { kind: 'serve' }],
  ['api-token', { kind: 'api-token', renew: false }],
  ['api-token --renew', { kind: 'api-token', renew: true }],
  ['guard', guard],
  [
    'guard --account codex:work --min-left 12.5 --json',
    { ...guard, account: 'codex:work', minLeftPercent: 12.5, json: true },
  ],
  ['guard --min-left=0 --any --fail-open', { ...guard, minLeftPercent: 0, any: true, failOpen: true }],
  ['serve --help', { kind: 'help' }],
])('%s is understood', (line, command) => {
  expect(parseCommand(line.split(' '))).toEqual(command);
});

test.each([
  'serve now',
  'serve --json',
  'api-token --any',
  'guard work',
  'guard --renew',
  'guard --account=',
  'guard --min-left -1',
  'guard --min-left 101',
  'guard --min-left ten',
  'guard --min-left=',
  'guard --min-left 1e1',
  'guard --wide',
])('%s is refused with a sentence', (line) => {
  expect(parseCommand(line.split(' '))).toEqual({ kind: 'bad', message: expect.stringMatching(/^.{10,}\.$|^.{10,}$/) });
});
