import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import type { TestCounts } from './counts.ts';

/** One test runner: how to start it, and how to read the JSON report that it leaves. */
export interface Suite {
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
