import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { runOnDesktop } from '../desktop/virtual-desktop.ts';
import { runCommand } from '../process/command.ts';
import { commandOfPackage, projectRoot } from '../process/project.ts';

/** The suites of the project, in the order in which they run; their reports are written to `folder`. */
export function allSuites(folder: string): readonly Suite[] {
  return [
    vitestSuite(path.join(folder, 'vitest.json')),
    visualSuite(path.join(folder, 'visual.json')),
    playwrightSuite(path.join(folder, 'playwright.json')),
  ];
}

function visualSuite(reportFile: string): Suite {
  return {
    name: 'Pages in Chromium, compared with their pictures',
    reportFile,
    run: () => runVisual(['--reporter=list,json'], { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile }),
    countsOf: countsOfPlaywright,
  };
}

function vitestSuite(reportFile: string): Suite {
  return {
    name: 'Unit, component and contract tests',
    reportFile,
    run: () => runVitest(['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]),
    countsOf: countsOfVitest,
  };
}

function playwrightSuite(reportFile: string): Suite {
  return {
    name: 'End-to-end tests on Electron',
    reportFile,
    run: () => runPlaywright(['--reporter=list,json'], { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile }),
    countsOf: countsOfPlaywright,
  };
}

/** Runs vitest once in the foreground and returns its exit code. */
export function runVitest(args: readonly string[]): Promise<number> {
  return runCommand(process.execPath, [commandOfPackage('vitest'), 'run', ...args], { cwd: projectRoot });
}

/** Runs Playwright on a desktop of its own and returns its exit code. The app must be built. */
export function runPlaywright(args: readonly string[], environment: Readonly<NodeJS.ProcessEnv>): Promise<number> {
  const config = `--config=${path.join(projectRoot, 'playwright.config.ts')}`;
  const command = [commandOfPackage('@playwright/test', 'playwright'), 'test', config, ...args];
  return runOnDesktop(process.execPath, command, environment);
}

/** Runs the pages of the gallery in Chromium and returns the exit code. Without Chromium each test is skipped. */
export function runVisual(args: readonly string[], environment: Readonly<NodeJS.ProcessEnv>): Promise<number> {
  const config = `--config=${path.join(projectRoot, 'tests', 'visual', 'playwright.config.ts')}`;
  const command = [commandOfPackage('@playwright/test', 'playwright'), 'test', config, ...args];
  return runCommand(process.execPath, command, { cwd: projectRoot, environment });
}

/** One test runner: how to start it, and how to read the JSON report that it leaves. */
interface Suite {
  readonly name: string;
  readonly reportFile: string;
  /** Runs the suite in the foreground and returns its exit code. */
  readonly run: () => Promise<number>;
  readonly countsOf: (report: unknown) => TestCounts;
}

/**
 * Runs a suite and counts its tests. If the runner fails without a failed test (it crashed, found no test, wrote no
 * report), that counts as one failure, so that no error looks like success.
 */
export async function runSuite(suite: Suite): Promise<TestCounts> {
  process.stdout.write(`\n${suite.name}\n`);
  const exitCode = await suite.run();
  const counts = existsSync(suite.reportFile)
    ? suite.countsOf(JSON.parse(await readFile(suite.reportFile, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 };
  const hasRun = counts.passed + counts.skipped > 0;
  const isUnexplained = counts.failed === 0 && (exitCode !== 0 || !hasRun);
  return isUnexplained ? { ...counts, failed: 1 } : counts;
}

/** How many tests of a run passed, failed and were skipped. */
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

/** Returns the counts in vitest's JSON report. A file that could not be loaded counts as one failure. */
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

/** Returns the counts in Playwright's JSON report. An error outside of a test counts as one failure. */
function countsOfPlaywright(report: unknown): TestCounts {
  const { stats, errors } = report as PlaywrightReport;
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped };
}

/** Returns the sum of several runs. */
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

/** Returns the line that programs may parse: `tests: 3 passed, 0 failed`, with `, 1 skipped` only if some were. */
export function summaryLine({ passed, failed, skipped }: TestCounts): string {
  return `tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
