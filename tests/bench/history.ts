import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';

import type { HistoryReading, HistorySeries, SeriesReading } from '../../core/history/reading.ts';
import type { HistoryStore } from '../../core/history/store.ts';
import { downsample } from '../../core/history/line.ts';
import { peakSpans, peaksView, peakTimes } from '../../core/views/peaks.ts';
import { openHistory } from '../../main/node/history/history-store.ts';
import { englishReader } from './english-reader.ts';
import { type Figure, median, quantile } from './figures.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const megabyte = 1_000_000;
const wanted = 2_000_000;
const days = 395;
const rounds = 3;
const endMs = Date.UTC(2026, 10, 22);
const startMs = endMs - days * dayMs;

const allSeries: readonly HistorySeries[] = Array.from({ length: 24 }, (_, index) => ({
  accountId: `codex:account-${Math.floor(index / 2)}`,
  kind: 'window',
  name: index % 2 === 0 ? 'session' : 'weekly',
}));

/**
 * Two million readings of twelve accounts over more than a year, none rolled up, which is more than there
 * ever is: the size of the file, and how long the thread is held by the chart of a month, against the same
 * readings as JSON lines. Then the same rolled up, as the app keeps it, and how long a single step of that takes.
 */
export async function measureHistory(): Promise<readonly Figure[]> {
  return [...(await measureTwoMillion()), ...(await measureTenMillion())];
}

async function measureTwoMillion(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-bench-'));
  try {
    const file = path.join(folder, 'history.db');
    const lines = path.join(folder, 'history.jsonl');
    const written = await fill(file, wanted, lines);
    const bytes = (await stat(file)).size;
    const lineBytes = (await stat(lines)).size;
    const byLines = await timeOf(async () => monthInLines(await readFile(lines, 'utf8')));
    const store = await opened(file);
    const raw = await timeOf(async () => month(store));
    const steps = tidyAll(store);
    const rolled = await timeOf(async () => month(store));
    store.close();
    const rolledBytes = (await stat(file)).size;
    const mb = (size: number): number => size / megabyte;
    const size = { unit: 'MB', baseline: mb(lineBytes) } as const;
    const time = { unit: 'ms', baseline: byLines } as const;
    return [
      { name: `history, ${written} readings, file`, ...size, ours: mb(bytes), budget: { kind: 'most', most: 60 } },
      { name: 'history, chart of a month', ...time, ours: raw, budget: { kind: 'most', most: 200 } },
      { name: 'history, file, rolled up', ...size, ours: mb(rolledBytes), budget: { kind: 'most', most: 60 } },
      { name: 'history, chart of a month, rolled up', ...time, ours: rolled, budget: { kind: 'most', most: 200 } },
      { name: 'history, a step of rolling up', unit: 'ms', baseline: null, ours: median(steps), budget: null },
      {
        name: 'history, its p99',
        unit: 'ms',
        baseline: null,
        ours: quantile(steps, 0.99),
        budget: { kind: 'most', most: 50 },
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function opened(file: string): Promise<HistoryStore> {
  const store = await openHistory({ path: file, nowMs: () => endMs, report: () => undefined });
  if (store === null) throw new Error('the history cannot be opened');
  return store;
}

const many = 10_000_000;

/**
 * Ten million readings of the same accounts, none rolled up: their size, how long the start takes that reads the newest of
 * each series, beside an empty file, and how long the thread is held by the chart of a year.
 */
async function measureTenMillion(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-bench-'));
  try {
    const file = path.join(folder, 'history.db');
    const written = await fill(file, many);
    const bytes = (await stat(file)).size;
    const emptyFile = path.join(folder, 'empty.db');
    await start(emptyFile);
    const empty = await timeOf(() => start(emptyFile));
    const full = await timeOf(() => start(file));
    const store = await opened(file);
    const chart = await timeOf(async () => year(store));
    store.close();
    const name = `history, ${written} readings`;
    return [
      {
        ...{ name: `${name}, size of one`, unit: 'bytes', baseline: null, ours: bytes / written },
        ...{ budget: { kind: 'most', most: 24 }, isExact: true },
      },
      {
        ...{ name: `${name}, start`, unit: 'ms', baseline: empty, ours: full },
        budget: { kind: 'either', ratio: 1.5, above: 20 },
      },
      {
        name: `${name}, chart of a year`,
        unit: 'ms',
        baseline: null,
        ours: chart,
        budget: { kind: 'most', most: 150 },
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Reads what the start of the app reads: the newest of each series, and five hours of it for the pace. */
async function start(file: string): Promise<number> {
  const store = await opened(file);
  store.newest();
  for (const series of allSeries) store.points(series, endMs - 300 * minuteMs, endMs);
  store.close();
  return 1;
}

function year(store: HistoryStore): number {
  const [series] = allSeries;
  if (series === undefined) throw new Error('there is no series');
  const locale = englishReader();
  const spans = peakSpans('year', endMs, locale);
  const highest = store.peaks(series, peakTimes(spans, endMs));
  const window = { id: series.name, label: '5h', name: null };
  return peaksView(series.accountId, window, 'year', spans, highest, locale, endMs).days.filter(
    ({ usedPercent }) => usedPercent !== null,
  ).length;
}

/**
 * Written as the app writes: all series at once, in the order of time.
 *
 * @param lines The file that gets the same readings as JSON lines. Left out: none.
 */
async function fill(file: string, readings: number, lines?: string): Promise<number> {
  const store = await opened(file);
  const text = lines === undefined ? null : createWriteStream(lines);
  const perSeries = Math.ceil(readings / allSeries.length);
  const stepMs = (days * dayMs) / perSeries;
  // Fewer flushes of the disk with more readings. The rows and their order are the same.
  const perBatch = readings > wanted ? 1_000 : 20;
  for (let from = 0; from < perSeries; from += perBatch) {
    const batch: SeriesReading[] = [];
    for (let index = from; index < Math.min(perSeries, from + perBatch); index += 1) {
      for (const [number, series] of allSeries.entries()) {
        batch.push({ series, reading: readingAt(series, startMs + index * stepMs + number * 1000) });
      }
    }
    store.append(batch);
    if (text === null) continue;
    const part = batch.map(({ series, reading }) => `${JSON.stringify({ ...series, ...reading })}\n`).join('');
    if (!text.write(part)) await new Promise<void>((resolve) => void text.once('drain', () => resolve()));
  }
  store.close();
  if (text !== null) {
    text.end();
    await finished(text);
  }
  return perSeries * allSeries.length;
}

function readingAt({ name }: HistorySeries, atMs: number): HistoryReading {
  const lengthMs = name === 'session' ? 300 * minuteMs : 7 * dayMs;
  const begunMs = Math.floor(atMs / lengthMs) * lengthMs;
  const value = Math.round((90 * (atMs - begunMs)) / lengthMs);
  return { atMs, value, resetsAtMs: begunMs + lengthMs, source: 'poll' };
}

function month(store: HistoryStore): number {
  const [series] = allSeries;
  if (series === undefined) throw new Error('there is no series');
  return downsample(store.points(series, endMs - 30 * dayMs, endMs), 600).length;
}

function monthInLines(text: string): number {
  const [series] = allSeries;
  const points = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HistorySeries & HistoryReading)
    .filter(
      ({ accountId, name, atMs }) =>
        accountId === series?.accountId && name === series.name && atMs >= endMs - 30 * dayMs,
    );
  return downsample(
    points.map((point) => ({ ...point, low: point.value, high: point.value, spanMs: 0 })),
    600,
  ).length;
}

async function timeOf(work: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const beganMs = performance.now();
    if ((await work()) === 0) throw new Error('the month is empty');
    times.push(performance.now() - beganMs);
  }
  return median(times);
}

/** How long each step held the thread. */
function tidyAll(store: HistoryStore): readonly number[] {
  const times: number[] = [];
  for (;;) {
    const beganMs = performance.now();
    const more = store.tidy(endMs, 400);
    times.push(performance.now() - beganMs);
    if (!more) return times;
  }
}
