import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { runOnDesktop } from '../desktop/virtual-desktop.ts';
import { runCommand } from '../process/command.ts';
import { commandOfPackage, projectRoot } from '../process/project.ts';
import { nothingRun, playwrightResult, type TestResult, vitestResult } from './reports.ts';

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
    resultOf: playwrightResult,
  };
}

function vitestSuite(reportFile: string): Suite {
  return {
    name: 'Unit, component and contract tests',
    reportFile,
    run: () => runVitest(['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]),
    resultOf: vitestResult,
  };
}

function playwrightSuite(reportFile: string): Suite {
  return {
    name: 'End-to-end tests on Electron',
    reportFile,
    run: () => runPlaywright(['--reporter=list,json'], { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile }),
    resultOf: playwrightResult,
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
  readonly resultOf: (report: unknown) => TestResult;
}

/**
 * Runs a suite and returns its result. If the runner fails without a failed test (it crashed, found no test, wrote no
 * report), that counts as one failure, so that no error looks like success.
 */
export async function runSuite(suite: Suite): Promise<TestResult> {
  process.stdout.write(`\n${suite.name}\n`);
  const exitCode = await suite.run();
  const result = existsSync(suite.reportFile)
    ? suite.resultOf(JSON.parse(await readFile(suite.reportFile, 'utf8')))
    : nothingRun;
  const hasRun = result.passed + result.skipped > 0;
  const isUnexplained = result.failures.length === 0 && (exitCode !== 0 || !hasRun);
  return isUnexplained ? { ...result, failures: [`${suite.name}: the runner ended with ${exitCode}`] } : result;
}
