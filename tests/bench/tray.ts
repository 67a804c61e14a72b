import { setTimeout as pause } from 'node:timers/promises';

import type { AppsUnderTest } from './apps.ts';
import { type Figure, median } from './figures.ts';
import { type AppUnderTest, type LaunchedApp, launchPlainly } from './launched-app.ts';
import { readTree, wakeUpsOfMainThread } from './process-tree.ts';

export interface TrayOptions {
  /** How often each app is started; the figures are medians. */
  readonly rounds: number;
  /** How long after the start the memory is read. */
  readonly settleMs: number;
  readonly idleMs: number;
}

interface Idle {
  readonly cpuPercent: number;
  readonly writtenBytesPerDay: number;
  /** In how many seconds of a minute the main thread woke up. */
  readonly wakefulSecondsPerMinute: number;
  readonly hasRenderer: boolean;
  readonly pssBytes: number;
}

const mebibyte = 1024 * 1024;
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Start, memory and idleness of both apps, in turns, without a window. */
export async function measureTray(
  { baseline, ours, requests }: AppsUnderTest,
  options: TrayOptions,
): Promise<readonly Figure[]> {
  const starts = { baseline: [] as number[], ours: [] as number[] };
  const memory = { baseline: [] as number[], ours: [] as number[] };
  const figuresAfterMs: number[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [name, app] of [
      ['baseline', baseline],
      ['ours', ours],
    ] as const) {
      const { startMs, pssBytes } = await startAndSettle(app, options.settleMs);
      starts[name].push(startMs);
      memory[name].push(pssBytes);
    }
  }
  for (let round = 0; round < options.rounds; round += 1) figuresAfterMs.push(await startToFigures(ours));
  const idle = {
    baseline: await measureIdle(baseline, options, () => 0),
    ours: await measureIdle(ours, options, requests),
  };
  if (idle.ours.hasRenderer) throw new Error('a page is alive although no window was opened');
  const minutes = options.idleMs / minuteMs;
  return [
    {
      name: `start to tray icon, 20 accounts cached (median of ${options.rounds})`,
      unit: 'ms',
      baseline: median(starts.baseline),
      ours: median(starts.ours),
      budget: { kind: 'ratio', most: 1.15 },
    },
    {
      // An empty tray has no figures, so its icon is the baseline.
      name: `start to figures in the menu, 20 accounts cached (median of ${options.rounds})`,
      unit: 'ms',
      baseline: median(starts.baseline),
      ours: median(figuresAfterMs),
      budget: null,
    },
    {
      name: `memory (PSS), tray only, after ${options.settleMs / 1000} s (median of ${options.rounds})`,
      unit: 'MB',
      baseline: median(memory.baseline) / mebibyte,
      ours: median(memory.ours) / mebibyte,
      budget: { kind: 'ratio', most: 1.06 },
    },
    {
      name: `memory (PSS), tray only, settled and ${minutes} min more`,
      unit: 'MB',
      baseline: idle.baseline.pssBytes / mebibyte,
      ours: idle.ours.pssBytes / mebibyte,
      budget: { kind: 'ratio', most: 1.08 },
    },
    {
      name: `CPU over ${minutes} min without a poll, of one core`,
      unit: '%',
      baseline: idle.baseline.cpuPercent,
      ours: idle.ours.cpuPercent,
      budget: { kind: 'above', most: 0.03 },
    },
    {
      // One second for the whole minute, and one for the menu that follows it.
      name: `seconds of an idle minute in which the main thread wakes up`,
      unit: 's',
      baseline: idle.baseline.wakefulSecondsPerMinute,
      ours: idle.ours.wakefulSecondsPerMinute,
      budget: { kind: 'above', most: 2 },
    },
    {
      name: 'written to disk per day without a change, extrapolated',
      unit: 'kB',
      baseline: idle.baseline.writtenBytesPerDay / 1024,
      ours: idle.ours.writtenBytesPerDay / 1024,
      budget: { kind: 'most', most: 1024 },
    },
  ];
}

/** Returns the time from the start of the process until the menu shows a figure, ms. */
async function startToFigures(app: AppUnderTest): Promise<number> {
  const { host, startedAtMs, stop } = await launchPlainly(app);
  try {
    await host.waitForMenu((rows) => rows.some(({ label }) => label.includes('%')));
    return performance.now() - startedAtMs;
  } finally {
    await stop();
  }
}

async function startAndSettle(
  app: AppUnderTest,
  settleMs: number,
): Promise<{ readonly startMs: number; readonly pssBytes: number }> {
  const launched = await launchPlainly(app);
  try {
    await pause(settleMs);
    return { startMs: launched.startMs, pssBytes: readTree(launched.processId).pssBytes };
  } finally {
    await launched.stop();
  }
}

async function measureIdle(app: AppUnderTest, { idleMs }: TrayOptions, requests: () => number): Promise<Idle> {
  const launched = await launchPlainly(app);
  try {
    await settled(launched.processId);
    return await idleOf(launched, idleMs, requests);
  } finally {
    await launched.stop();
  }
}

/** After the start the app waits up to 20 s before it tidies its memory. */
const quietLooks = 3;
const lookEveryMs = 10_000;
/** 1 % of a core. */
const quietCpuMs = 100;
const mostLooks = 30;

/** Resolves when a program has done next to nothing and written nothing for half a minute. */
export async function settled(processId: number): Promise<void> {
  let quiet = 0;
  let before = readTree(processId);
  for (let look = 0; look < mostLooks; look += 1) {
    await pause(lookEveryMs);
    const now = readTree(processId);
    const isQuiet = now.cpuMs - before.cpuMs <= quietCpuMs && now.writtenBytes === before.writtenBytes;
    quiet = isQuiet ? quiet + 1 : 0;
    before = now;
    if (quiet === quietLooks) return;
  }
  throw new Error('the app does not come to rest');
}

const secondMs = 1_000;

/**
 * Measures whole minutes until there are enough of them in which nothing was polled. What is written counts in every minute,
 * because polls without a change may not write either.
 */
async function idleOf({ processId }: LaunchedApp, idleMs: number, requests: () => number): Promise<Idle> {
  const minutes: Minute[] = [];
  const all: Minute[] = [];
  while (minutes.length * minuteMs < idleMs) {
    const requestsBefore = requests();
    const minute = await minuteOf(processId);
    all.push(minute);
    if (requests() === requestsBefore) minutes.push(minute);
    if (all.length > mostMinutes) throw new Error('the app polls all the time');
  }
  const sum = (of: readonly Minute[], what: keyof Minute): number => of.reduce((total, each) => total + each[what], 0);
  const { hasRenderer, pssBytes } = readTree(processId);
  return {
    cpuPercent: (100 * sum(minutes, 'cpuMs')) / sum(minutes, 'tookMs'),
    writtenBytesPerDay: (sum(all, 'writtenBytes') * dayMs) / sum(all, 'tookMs'),
    wakefulSecondsPerMinute: (sum(minutes, 'wakefulSeconds') * minuteMs) / sum(minutes, 'tookMs'),
    ...{ hasRenderer, pssBytes },
  };
}

interface Minute {
  readonly tookMs: number;
  readonly cpuMs: number;
  readonly writtenBytes: number;
  /** In how many of its seconds the main thread woke up. */
  readonly wakefulSeconds: number;
}

const mostMinutes = 30;

async function minuteOf(processId: number): Promise<Minute> {
  const before = readTree(processId);
  const startedAtMs = performance.now();
  let wakefulSeconds = 0;
  let wakeUps = wakeUpsOfMainThread(processId);
  while (performance.now() - startedAtMs < minuteMs) {
    await pause(secondMs);
    const now = wakeUpsOfMainThread(processId);
    if (now !== wakeUps) wakefulSeconds += 1;
    wakeUps = now;
  }
  const after = readTree(processId);
  return {
    tookMs: performance.now() - startedAtMs,
    cpuMs: after.cpuMs - before.cpuMs,
    writtenBytes: after.writtenBytes - before.writtenBytes,
    wakefulSeconds,
  };
}
