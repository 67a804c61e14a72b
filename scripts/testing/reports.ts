import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { projectRoot } from '../process/project.ts';

/** How many tests of a run passed and were skipped, and a line for each one that failed. */
export interface TestResult {
  readonly passed: number;
  readonly skipped: number;
  /** The file, the titles and the first line of the error of each failed test. */
  readonly failures: readonly string[];
}

/** The result of a run without a test. */
export const nothingRun: TestResult = { passed: 0, skipped: 0, failures: [] };

interface VitestReport {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    /** The path of the file. */
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

/** Returns the result in vitest's JSON report. A file that could not be loaded counts as one failure. */
export function vitestResult(report: unknown): TestResult {
  const { numPassedTests, numPendingTests, numTodoTests, testResults } = report as VitestReport;
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length > 0) {
      return failed.map((test) => failureLine(name, [test.fullName], test.failureMessages?.[0]));
    }
    return status === 'failed' ? [failureLine(name, [], message)] : [];
  });
  return { passed: numPassedTests, skipped: numPendingTests + numTodoTests, failures };
}

interface PlaywrightError {
  readonly message?: string;
}

interface PlaywrightSuite {
  readonly title: string;
  readonly file: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly ok: boolean;
    readonly file: string;
    readonly tests: readonly { readonly results: readonly { readonly error?: PlaywrightError }[] }[];
  }[];
}

interface PlaywrightReport {
  readonly config: { readonly rootDir: string };
  readonly stats: { readonly expected: number; readonly flaky: number; readonly skipped: number };
  readonly suites: readonly PlaywrightSuite[];
  readonly errors: readonly PlaywrightError[];
}

/** Returns the result in Playwright's JSON report. An error outside of a test counts as one failure. */
export function playwrightResult(report: unknown): TestResult {
  const { config, stats, suites, errors } = report as PlaywrightReport;
  const failedIn = (suite: PlaywrightSuite, titles: readonly string[]): readonly string[] => [
    ...suite.specs
      .filter(({ ok }) => !ok)
      .map(({ file, title, tests }) => {
        const error = tests.flatMap(({ results }) => results).find((each) => each.error !== undefined)?.error;
        return failureLine(path.resolve(config.rootDir, file), [...titles, title], error?.message);
      }),
    ...(suite.suites ?? []).flatMap((inner) => failedIn(inner, [...titles, inner.title])),
  ];
  const outside = errors.map(({ message }) => firstLine(message));
  const failures = [...suites.flatMap((suite) => failedIn(suite, [])), ...outside];
  return { passed: stats.expected + stats.flaky, skipped: stats.skipped, failures };
}

function failureLine(file: string, titles: readonly string[], message: string | undefined): string {
  const place = path.relative(projectRoot, file).split(path.sep).join('/');
  return `${[place, ...titles].join(' › ')}: ${firstLine(message)}`;
}

/** Returns the first line of an error without colours. */
function firstLine(message = 'no message'): string {
  const [line = ''] = stripVTControlCharacters(message).trim().split('\n');
  return line;
}

/** Returns the sum of several runs. */
export function sumOfResults(runs: readonly TestResult[]): TestResult {
  return runs.reduce(
    (sum, run) => ({
      passed: sum.passed + run.passed,
      skipped: sum.skipped + run.skipped,
      failures: [...sum.failures, ...run.failures],
    }),
    nothingRun,
  );
}

/**
 * Returns what stands at the end of a run: the failed tests, and a last line that programs may parse, such as `tests: 3
 * passed, 0 failed`, with `, 1 skipped` only if some were.
 */
export function summaryOf({ passed, skipped, failures }: TestResult): string {
  const failed = failures.length === 0 ? '' : `Failed:\n${failures.map((line) => `  ${line}\n`).join('')}\n`;
  return `${failed}tests: ${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
