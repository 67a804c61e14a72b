import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../support/parse-command.ts';

const read = (line: string) => parseCommand(line.split(' '));

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
    expect(read(line)).toEqual(command);
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
    expect(read(line).kind).toBe('bad');
  });
});
