import { describe, expect, it, test } from 'vitest';
import { helpText, parseCommand } from '../../../support/parse-command.ts';

describe('history on the command line', () => {
  it.each([
    ['history export', { kind: 'history-export', format: 'csv', account: null, fromMs: null, toMs: null }],
    [
      'history export --json --account work --from 2026-03-01 --to 2026-03-02',
      {
        ...{ kind: 'history-export', format: 'json', account: 'work' },
        ...{ fromMs: Date.parse('2026-03-01T00:00:00Z'), toMs: Date.parse('2026-03-03T00:00:00Z') },
      },
    ],
    [
      'history export --from 2026-03-01T10:00+01:00 --to 2026-03-01T14:00Z',
      {
        ...{ kind: 'history-export', format: 'csv', account: null },
        ...{ fromMs: Date.parse('2026-03-01T09:00:00Z'), toMs: Date.parse('2026-03-01T14:00:00Z') },
      },
    ],
    ['history clear --yes', { kind: 'history-clear', yes: true }],
    ['history clear', { kind: 'history-clear', yes: false }],
    ['history --help', { kind: 'help' }],
  ])('%s', (line, command) => {
    expect(parseCommand(line.split(' '))).toEqual(command);
  });

  it.each([
    'history',
    'history show',
    'history export --csv --json',
    'history export --from yesterday',
    'history export --to 2026-13-45',
    'history export --yes',
    'history clear --yes --account work',
    'history export --unknown',
  ])('refuses %s', (line) => {
    expect(parseCommand(line.split(' ')).kind).toBe('bad');
  });
});

const guard = {
  kind: 'guard',
  account: null,
  minLeftPercent: null,
  any: false,
  allowPaid: false,
  failOpen: false,
  json: false,
};

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
  ['guard --allow-paid', { ...guard, allowPaid: true }],
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

it.each([
  [['warmups'], { kind: 'warmups', json: false }],
  [['warmups', '--json'], { kind: 'warmups', json: true }],
  [['warmups', 'now'], { kind: 'bad', message: 'warmups takes no "now".' }],
])('reads %j', (argv, command) => {
  expect(parseCommand(argv)).toEqual(command);
  expect(helpText(['help'])).toContain('warmups');
});
