import path from 'node:path';

import { expect, test } from 'vitest';

import { projectRoot } from '../../../scripts/process/project.ts';
import {
  nothingRun,
  playwrightResult,
  summaryOf,
  sumOfResults,
  vitestResult,
} from '../../../scripts/testing/reports.ts';

const vitestReport = {
  numPassedTests: 7,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [
    {
      name: path.join(projectRoot, 'tests', 'unit', 'one.test.ts'),
      status: 'failed',
      message: '',
      assertionResults: [
        { status: 'passed', fullName: 'a bar is drawn', failureMessages: [] },
        {
          status: 'failed',
          fullName: 'a bar is full',
          failureMessages: ['\u001B[31mexpected 1 to be 2\u001B[39m\n at x'],
        },
      ],
    },
    {
      name: path.join(projectRoot, 'tests', 'unit', 'two.test.ts'),
      status: 'failed',
      message: 'Cannot find module',
      assertionResults: [],
    },
  ],
};

const playwrightReport = {
  config: { rootDir: path.join(projectRoot, 'tests', 'e2e') },
  stats: { expected: 3, flaky: 1, skipped: 2 },
  suites: [
    {
      title: 'tray.spec.ts',
      file: 'tray.spec.ts',
      specs: [{ title: 'the icon is there', ok: true, file: 'tray.spec.ts', tests: [{ results: [{}] }] }],
      suites: [
        {
          title: 'the menu',
          file: 'tray.spec.ts',
          specs: [
            {
              title: 'opens',
              ok: false,
              file: 'tray.spec.ts',
              tests: [{ results: [{ error: { message: 'Error: no menu\n\nmore' } }] }],
            },
          ],
        },
      ],
    },
  ],
  errors: [{ message: 'no desktop' }],
};

test('a failed test is a line with its file, its titles and the first line of its error', () => {
  expect(vitestResult(vitestReport)).toEqual({
    passed: 7,
    skipped: 2,
    failures: [
      'tests/unit/one.test.ts › a bar is full: expected 1 to be 2',
      'tests/unit/two.test.ts: Cannot find module',
    ],
  });
  expect(playwrightResult(playwrightReport)).toEqual({
    passed: 4,
    skipped: 2,
    failures: ['tests/e2e/tray.spec.ts › the menu › opens: Error: no menu', 'no desktop'],
  });
});

test('a run ends with its failed tests and the sum as the last line', () => {
  const sum = sumOfResults([vitestResult(vitestReport), nothingRun, playwrightResult(playwrightReport)]);
  expect(summaryOf(sum).split('\n')).toEqual([
    'Failed:',
    '  tests/unit/one.test.ts › a bar is full: expected 1 to be 2',
    '  tests/unit/two.test.ts: Cannot find module',
    '  tests/e2e/tray.spec.ts › the menu › opens: Error: no menu',
    '  no desktop',
    '',
    'tests: 11 passed, 4 failed, 4 skipped',
  ]);
  expect(summaryOf({ passed: 3, skipped: 0, failures: [] })).toBe('tests: 3 passed, 0 failed');
});
