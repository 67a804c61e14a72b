import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { runOnDesktop } from '../desktop/virtual-desktop.ts';
import { runCommand } from '../process/command.ts';
import { commandOfPackage, projectRoot } from '../process/project.ts';

/** Both suites of the project, in the order in which they run; reports go into `folder`. */
export function allSuites(folder: string): readonly Suite[] {
  return [vitestSuite(path.join(folder, 'vitest.json')), playwrightSuite(path.join(folder, 'playwright.json'))];
}

function vitestSuite(reportFile: string): Suite {
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  return {
    name: 'Unit, component and contract tests',
    reportFile,
    run: () => runCommand(process.execPath, [commandOfPackage('vitest'), ...args], { cwd: projectRoot }),
    countsOf: countsOfVitest,
  };
}

function playwrightSuite(reportFile: string): Suite {
  const command = [
    commandOfPackage('@playwright/test', 'playwright'),
    'test',
    `--config=${path.join(projectRoot, 'playwright.config.ts')}`,
    '--reporter=list,json',
  ];
  return {
    name: 'End-to-end tests on Electron',
    reportFile,
    run: () => runOnDesktop(process.execPath, command, { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile }),
    countsOf: countsOfPlaywright,
  };
}

/** One test runner: how to start it, and how to read the JSON report that it leaves. */
interface Suite {
  readonly name: string;
  readonly reportFile: string;
  /** Runs it in the foreground and answers its exit code. */
  readonly run: () => Promise<number>;
  readonly countsOf: (report: unknown) => TestCounts;
}

/**
 * Runs a suite and counts its tests. A runner that fails without a failed test to show for
 * it (it crashed, found no test, left no report) counts as one failure: nothing that went
 * wrong may look like success.
 */
export async function runSuite(suite: Suite): Promise<TestCounts> {
  process.stdout.write(`\n${suite.name}\n`);
  const exitCode = await suite.run();
  const counts = existsSync(suite.reportFile)
    ? suite.countsOf(JSON.parse(await readFile(suite.reportFile, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 };
  const isUnexplained = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return isUnexplained ? { ...counts, failed: 1 } : counts;
}

/** How many tests of a run ended how. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly errors: readonly unknown[];
}

/** Counts in the JSON report of vitest. A file that could not even be loaded counts as one failure. */
function countsOfVitest(report: unknown): TestCounts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report as VitestReport;
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + brokenFiles.length,
    skipped: numPendingTests + numTodoTests,
  };
}

/** Counts in the JSON report of Playwright. An error outside of any test counts as one failure. */
function countsOfPlaywright(report: unknown): TestCounts {
  const { stats, errors } = report as PlaywrightReport;
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped };
}

/** Adds up the counts of several runs. */
export function sumOfCounts(runs: readonly TestCounts[]): TestCounts {
  return runs.reduce(
    (sum, run) => ({
      passed: sum.passed + run.passed,
      failed: sum.failed + run.failed,
      skipped: sum.skipped + run.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The one line that programs may rely on: `tests: 3 passed, 0 failed`, with `, 1 skipped` only where some are. */
export function summaryLine({ passed, failed, skipped }: TestCounts): string {
  return `tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
