import { describe, expect, it } from 'vitest';
import { commandLineArguments } from '../../../../main/app/command-line.ts';

describe('a start of the app’s program', () => {
  it.each([
    [['quota-tray-app'], null],
    [['quota-tray-app', '--toggle'], null],
    [['quota-tray-app', '--command-line'], []],
    [
      ['quota-tray-app', '--command-line', 'status', '--json'],
      ['status', '--json'],
    ],
    [
      ['quota-tray-app', '--no-sandbox', '--log-level=3', '--command-line', '--', 'slot', 'work', '--', 'codex'],
      ['slot', 'work', '--', 'codex'],
    ],
    // A desktop opens a file with a name that the user did not choose.
    [['quota-tray-app', '/tmp/x', '--command-line', 'status'], null],
    [['quota-tray-app', '--', '--command-line', 'status'], null],
    [['--command-line', 'status'], null],
  ])('%j asks for the command %j', (argv, expected) => {
    expect(commandLineArguments(argv)).toEqual(expected);
  });
});
