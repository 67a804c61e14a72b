import path from 'node:path';

import { runOnDesktop } from '../desktop/virtual-desktop.ts';
import { runCommand } from '../process/command.ts';
import { commandOfPackage, projectRoot } from '../process/project.ts';
import { countsOfPlaywright, countsOfVitest } from './counts.ts';
import type { Suite } from './run-suite.ts';

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
