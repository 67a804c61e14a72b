import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { projectRoot } from '../../../scripts/process/project.ts';
import { signalGroup } from '../../../scripts/process/signals.ts';
import { prepareSignedInApp } from '../../bench/apps.ts';
import { type AppUnderTest, launchPlainly } from '../../bench/launched-app.ts';
import { idsOfTree, readTree } from '../../bench/process-tree.ts';
import { testEnvironment } from '../electron.ts';

const hourMs = 3_600_000;
const endTimeoutMs = 10_000;
/** Ten lines, whatever the length of the run. */
const reports = 10;

interface Running {
  readonly processId: number;
  readonly stop: () => Promise<void>;
}

/** Starts the process that polls without a window. */
async function startServe(app: AppUnderTest, folder: string): Promise<Running> {
  const userHome = path.join(folder, 'user');
  await mkdir(userHome, { recursive: true, mode: 0o700 });
  const child = spawn(process.execPath, [path.join(projectRoot, 'dist', 'cli', 'cli.cjs'), 'serve'], {
    env: testEnvironment(userHome, app.home, app.environment),
    stdio: 'ignore',
    detached: true,
  });
  const gone = new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve());
    child.once('error', reject);
  });
  return {
    processId: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), endTimeoutMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** How often the threads of these processes gave up the processor to wait, which is how often they woke up. */
function wakeUpsOf(rootId: number): number {
  let sum = 0;
  for (const id of idsOfTree(rootId)) {
    for (const thread of namesIn(`/proc/${id}/task`)) {
      sum += Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(textOf(`/proc/${id}/task/${thread}/status`))?.[1] ?? 0);
    }
  }
  return sum;
}

function handlesOf(rootId: number): number {
  return idsOfTree(rootId).reduce((sum, id) => sum + namesIn(`/proc/${id}/fd`).length, 0);
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) return sum + bytesBelow(at);
    return entry.isFile() ? sum + (statSync(at, { throwIfNoEntry: false })?.size ?? 0) : sum;
  }, 0);
}

/** Empty for a process that has ended meanwhile. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Runs the built app in real time, and prints what it uses ten times. */
async function run(hours: number, isServe: boolean): Promise<void> {
  const prepared = await prepareSignedInApp();
  try {
    const running = await (isServe ? startServe(prepared.app, prepared.folder) : launchPlainly(prepared.app));
    try {
      const stepMs = (hours * hourMs) / reports;
      let [wakeUps, cpuMs] = [wakeUpsOf(running.processId), readTree(running.processId).cpuMs];
      for (let report = 1; report <= reports; report += 1) {
        await pause(stepMs);
        const usage = readTree(running.processId);
        const now = wakeUpsOf(running.processId);
        if (usage.pssBytes === 0) throw new Error('The app has ended.');
        const minutes = stepMs / 60_000;
        process.stdout.write(
          `${Math.round(report * minutes)} min: memory ${Math.round(usage.pssBytes / 1024 / 1024)} MB, ${handlesOf(running.processId)} handles, files ${Math.round(bytesBelow(prepared.app.home) / 1024)} KB, ${Math.round((now - wakeUps) / minutes)} wake-ups and ${Math.round((usage.cpuMs - cpuMs) / minutes)} ms of CPU a minute, ${prepared.requests()} requests\n`,
        );
        [wakeUps, cpuMs] = [now, usage.cpuMs];
      }
    } finally {
      await running.stop();
    }
  } finally {
    await prepared.close();
  }
}

const { values } = parseArgs({ options: { hours: { type: 'string' }, serve: { type: 'boolean' } } });
const hours = Number(values.hours ?? 2);
if (!(hours > 0)) throw new Error('The number of hours must be more than 0.');
await run(hours, values.serve === true);
