import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { setupDesktop } from './desktop/setup-desktop.ts';
import { resolveElectron } from './electron/runtime.ts';
import { exitCodes, ExitError, runScript, say } from './process/exit.ts';
import { buildApp, projectRoot } from './process/project.ts';
import { exitCodeOf, onEndingSignal } from './process/signals.ts';
import { summaryOf, sumOfResults, type TestResult } from './testing/reports.ts';
import { allSuites, runPlaywright, runSuite, runVisual, runVitest } from './testing/suites.ts';

/** Without arguments every test; else the named files and folders. Arguments from the first `-` on go to the runner. */
function test(args: readonly string[]): Promise<number> {
  if (args.length === 0) return testEverything();
  const firstOption = args.findIndex((arg) => arg.startsWith('-'));
  const end = firstOption === -1 ? args.length : firstOption;
  return testPaths(args.slice(0, end), args.slice(end));
}

/**
 * Runs every test, then names the failed ones and prints the sum as the last line. The exit code is not 0 if a test failed
 * or none ran. `QUOTA_TRAY_TEST_REPORTS` names a folder in which the reports of the runners stay.
 */
async function testEverything(): Promise<number> {
  await prepareEndToEnd();
  const kept = process.env['QUOTA_TRAY_TEST_REPORTS'];
  const folder = kept ?? (await mkdtemp(path.join(os.tmpdir(), 'quota-tray-tests-')));
  await mkdir(folder, { recursive: true });
  const runs: TestResult[] = [];
  let endedBy: NodeJS.Signals | null = null;
  const stopListening = onEndingSignal((signal) => (endedBy ??= signal));
  try {
    for (const suite of allSuites(folder)) {
      runs.push(await runSuite(suite));
      // The runner got the signal as well. The person wants no further suite.
      if (endedBy !== null) return exitCodeOf(endedBy);
    }
  } finally {
    stopListening();
    if (kept === undefined) await rm(folder, { recursive: true, force: true });
  }
  const sum = sumOfResults(runs);
  process.stdout.write(`\n${summaryOf(sum)}\n`);
  return sum.failures.length === 0 && sum.passed > 0 ? exitCodes.done : exitCodes.failed;
}

/** Runs test files and folders in the projects that they belong to; end-to-end tests last, on a new build. */
async function testPaths(paths: readonly string[], options: readonly string[]): Promise<number> {
  const tests = paths.map((each) => ({ file: inProject(each), project: projectOf(each) }));
  if (tests.length === 0) throw new ExitError(exitCodes.badArguments, usage);
  const filesOf = (wanted: string): readonly string[] =>
    tests.filter(({ project }) => project === wanted).map(({ file }) => file);
  const [endToEnd, visual] = [filesOf('e2e'), filesOf('visual')];
  const others = tests.filter(({ project }) => project !== 'e2e' && project !== 'visual');
  if (others.length > 0) {
    const projects = [...new Set(others.map(({ project }) => `--project=${project}`))];
    const exitCode = await runVitest([...projects, ...others.map(({ file }) => file), ...options]);
    if (exitCode !== exitCodes.done || endToEnd.length + visual.length === 0) return exitCode;
  }
  if (visual.length > 0) {
    const exitCode = await runVisual([...visual.map(pattern), '--reporter=list', ...options], process.env);
    if (exitCode !== exitCodes.done || endToEnd.length === 0) return exitCode;
  }
  await prepareEndToEnd();
  return runPlaywright([...endToEnd.map(pattern), '--reporter=list', ...options], process.env);
}

/** Playwright takes each argument as a pattern for the path of a file. */
function pattern(file: string): string {
  return file.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
}

const usage = 'usage: npm test -- [TEST_FILE_OR_FOLDER...] [OPTION_OF_THE_RUNNER...]';

/** The path from the top of the checkout, with forward slashes. */
function inProject(named: string): string {
  return path.relative(projectRoot, path.resolve(named)).split(path.sep).join('/');
}

function projectOf(named: string): string {
  const project = /^tests\/(unit|component|contract|visual|e2e)(\/|$)/.exec(inProject(named))?.[1];
  if (project === undefined || !existsSync(named)) {
    throw new ExitError(
      exitCodes.badArguments,
      `There is no test file or folder ${named}. Name one below tests/unit, tests/component, tests/contract, tests/visual or tests/e2e.`,
    );
  }
  return project;
}

/** Before the first test, so that no test waits for an installation, a build or a download. */
async function prepareEndToEnd(): Promise<void> {
  await setupDesktop();
  await buildApp();
  const { notice } = await resolveElectron();
  if (notice !== null) say(notice);
}

await runScript(() => test(process.argv.slice(2)));
