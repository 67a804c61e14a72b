import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { logLineMark, parseLogLine } from '../../core/providers/codex/session-log.ts';
import { openLog } from '../../main/node/codex/session-files.ts';
import { newestLine } from '../../main/node/codex/newest-line.ts';
import { type Figure, median } from './figures.ts';

const megabyte = 1024 * 1024;
const rounds = 5;
const turnCount = 400;
const linesPerTurn = 24;
const startMs = Date.UTC(2026, 10, 22);

/**
 * What it takes to follow a session log that is written in turns of a conversation, against decoding
 * every line of the same bytes; in this process, from the same file in the same folder.
 */
export async function measureSessionLog(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-bench-'));
  try {
    const turns = Array.from({ length: turnCount }, (_, number) => ({
      text: turnOf(number),
      newestMs: eventMs(number),
    }));
    const whole = [{ text: turns.map(({ text }) => text).join(''), newestMs: eventMs(turnCount - 1) }];
    return [
      ...(await figuresOf(folder, `session log in ${turnCount} turns`, turns)),
      ...(await figuresOf(folder, 'session log that grew while nobody looked', whole)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Appended {
  readonly text: string;
  /** The time of its newest event. */
  readonly newestMs: number;
}

async function figuresOf(folder: string, name: string, all: readonly Appended[]): Promise<readonly Figure[]> {
  const megabytes = all.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / megabyte;
  const ours: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    plain.push(await timeOf(path.join(folder, 'plain'), all, everyLine()));
    ours.push(await timeOf(path.join(folder, 'ours'), all, newestOnly()));
  }
  const speed = (times: readonly number[]): number => (1000 * megabytes) / median(times);
  const [baseline, own] = [median(plain) / megabytes, median(ours) / megabytes];
  return [
    { name: `${name}, time to follow`, unit: 'ms/MB', baseline, ours: own, budget: { kind: 'ratio', most: 1 } },
    { name: `${name}, speed`, unit: 'MB/s', baseline: speed(plain), ours: speed(ours), budget: null },
  ];
}

/** Reads what was appended and answers the time of the newest event in it. */
type Follower = (file: string) => Promise<number | null>;

/** Milliseconds of reading alone: the writing in between is not counted. */
async function timeOf(file: string, all: readonly Appended[], follow: Follower): Promise<number> {
  await writeFile(file, '');
  let tookMs = 0;
  for (const { text, newestMs } of all) {
    await appendFile(file, text);
    const startedMs = performance.now();
    const atMs = await follow(file);
    tookMs += performance.now() - startedMs;
    if (atMs !== newestMs) throw new Error('the newest event was not found');
  }
  return tookMs;
}

function newestOnly(): Follower {
  let from = 0;
  return (file) =>
    openLog(file, async (log) => {
      const stretch = { from, searchedTo: from, to: log.bytes };
      const read = (line: string) => parseLogLine(line, startMs + turnCount * 1000);
      const { end, found } = await newestLine(log.readAt, stretch, logLineMark, read);
      from = end ?? from;
      return found?.asOfMs ?? null;
    });
}

/** As the first attempt would have it; it, too, reads only what is new. */
function everyLine(): Follower {
  let from = 0;
  return async (file) => {
    const news = await openLog(file, (log) => log.readAt(from, log.bytes - from));
    if (news === null) return null;
    from += news.length;
    const text = news.toString('utf8');
    let newestMs: number | null = null;
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const entry = JSON.parse(line) as {
        readonly timestamp: string;
        readonly payload: { readonly rate_limits?: object };
      };
      if (entry.payload.rate_limits !== undefined) newestMs = Date.parse(entry.timestamp);
    }
    return newestMs;
  };
}

function eventMs(number: number): number {
  return startMs + number * 1000;
}

/** One turn: what was asked and answered, the output of programs, and one event with the limits near its end. */
function turnOf(number: number): string {
  const timestamp = new Date(eventMs(number)).toISOString();
  const lines = Array.from({ length: linesPerTurn }, (_, index) => {
    const output = `line ${index} of some output, with "quotes" and \\ signs\n`.repeat(
      20 + ((number * 7 + index * 13) % 180),
    );
    return {
      timestamp,
      type: 'response_item',
      payload: { type: 'function_call_output', call_id: `call-${index}`, output },
    };
  });
  const rateLimits = {
    limit_id: 'codex',
    primary: { used_percent: number % 100, window_minutes: 300, resets_at: startMs / 1000 + 18_000 },
    secondary: { used_percent: 12, window_minutes: 10_080, resets_at: startMs / 1000 + 500_000 },
    credits: null,
  };
  const event = { timestamp, type: 'event_msg', payload: { type: 'token_count', info: null, rate_limits: rateLimits } };
  return [...lines.slice(0, -2), event, ...lines.slice(-2)].map((line) => `${JSON.stringify(line)}\n`).join('');
}
