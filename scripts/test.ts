import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { setupDesktop } from './desktop/setup-desktop.ts';
import { resolveElectron } from './electron/runtime.ts';
import { buildApp } from './process/project.ts';
import { exitCodes, runScript, say } from './process/exit.ts';
import { exitCodeOf, onEndingSignal } from './process/signals.ts';
import { allSuites, runSuite, summaryLine, sumOfCounts, type TestCounts } from './testing/suites.ts';

/** Runs every test and prints the sum as the last line. Not zero where one failed or none ran. */
async function testEverything(): Promise<number> {
  await setupDesktop();
  await buildApp();
  // Before the first test, so that none of them waits for a download.
  const { notice } = await resolveElectron();
  if (notice !== null) say(notice);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-tests-'));
  const runs: TestCounts[] = [];
  let endedBy: NodeJS.Signals | null = null;
  const stopListening = onEndingSignal((signal) => (endedBy ??= signal));
  try {
    for (const suite of allSuites(folder)) {
      runs.push(await runSuite(suite));
      // The runner was told as well; the suites after it are not what the person wants now.
      if (endedBy !== null) return exitCodeOf(endedBy);
    }
  } finally {
    stopListening();
    await rm(folder, { recursive: true, force: true });
  }
  const sum = sumOfCounts(runs);
  process.stdout.write(`\n${summaryLine(sum)}\n`);
  return sum.failed === 0 && sum.passed > 0 ? exitCodes.done : exitCodes.failed;
}

await runScript(testEverything);
