import { setTimeout as pause } from 'node:timers/promises';

import type { AppsUnderTest } from './apps.ts';
import { type Figure, median } from './figures.ts';
import { type AppUnderTest, type LaunchedApp, launchPlainly } from './launched-app.ts';
import { readTree } from './process-tree.ts';

export interface TrayOptions {
  /** How often each app is started; the figures are medians. */
  readonly rounds: number;
  readonly settleMs: number;
  readonly idleMs: number;
}

interface Idle {
  readonly cpuPercent: number;
  readonly writtenBytesPerHour: number;
  readonly hasRenderer: boolean;
  readonly pssBytes: number;
}

const mebibyte = 1024 * 1024;
const hourMs = 3_600_000;

/** Start, memory and idleness of both apps, in turns, without a window. */
export async function measureTray({ baseline, ours }: AppsUnderTest, options: TrayOptions): Promise<readonly Figure[]> {
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
  const idle = { baseline: await measureIdle(baseline, options), ours: await measureIdle(ours, options) };
  if (idle.ours.hasRenderer) throw new Error('a page is alive although no window was opened');
  const minutes = options.idleMs / 60_000;
  return [
    {
      name: `start to tray icon, 20 accounts cached (median of ${options.rounds})`,
      unit: 'ms',
      baseline: median(starts.baseline),
      ours: median(starts.ours),
      budget: { kind: 'ratio', most: 1.25 },
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
      budget: { kind: 'ratio', most: 1.1 },
    },
    {
      name: `memory (PSS), tray only, after ${minutes} min more`,
      unit: 'MB',
      baseline: idle.baseline.pssBytes / mebibyte,
      ours: idle.ours.pssBytes / mebibyte,
      budget: { kind: 'ratio', most: 1.1 },
    },
    {
      name: `CPU over ${minutes} idle min, of one core`,
      unit: '%',
      baseline: idle.baseline.cpuPercent,
      ours: idle.ours.cpuPercent,
      budget: { kind: 'above', most: 0.05 },
    },
    {
      name: 'written to disk per idle day, extrapolated',
      unit: 'kB',
      baseline: (idle.baseline.writtenBytesPerHour * 24) / 1024,
      ours: (idle.ours.writtenBytesPerHour * 24) / 1024,
      budget: { kind: 'most', most: 2048 },
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

async function measureIdle(app: AppUnderTest, { settleMs, idleMs }: TrayOptions): Promise<Idle> {
  const launched = await launchPlainly(app);
  try {
    await pause(settleMs);
    return await idleOf(launched, idleMs);
  } finally {
    await launched.stop();
  }
}

async function idleOf({ processId }: LaunchedApp, idleMs: number): Promise<Idle> {
  const before = readTree(processId);
  const startedAtMs = performance.now();
  await pause(idleMs);
  const after = readTree(processId);
  const tookMs = performance.now() - startedAtMs;
  return {
    cpuPercent: (100 * (after.cpuMs - before.cpuMs)) / tookMs,
    writtenBytesPerHour: ((after.writtenBytes - before.writtenBytes) * hourMs) / tookMs,
    hasRenderer: after.hasRenderer,
    pssBytes: after.pssBytes,
  };
}
