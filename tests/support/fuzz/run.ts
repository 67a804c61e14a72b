import './json-imports.ts';

import os from 'node:os';
import { parseArgs } from 'node:util';

import type { FuzzConversation } from './conversation.ts';
import type { FuzzThread } from './pool.ts';
import type { FuzzReader } from './reader.ts';

const { allReaders } = await import('./all-readers.ts');
const { allConversations } = await import('./all-conversations.ts');
const { createFuzzPool } = await import('./pool.ts');
const { holdConversations } = await import('./conversation.ts');

const usage = 'usage: npm run fuzz -- [--minutes N] [--runs N] [--seed S] [--only NAME] [--threads N]';
/** The runs of one reader before the next reader gets its turn. */
const turnRuns = 1000;
/** A conversation takes as long as hundreds of runs. */
const turnConversations = 50;
const mostFindings = 3;
const reportEveryMs = 30_000;

/** What the person asked for. Left out: an hour, another seed each time, everything, and a thread for each processor. */
interface Campaign {
  readonly minutes: number;
  readonly runs: number;
  readonly seed: number;
  readonly threads: number;
  readonly readers: readonly FuzzReader[];
  readonly conversations: readonly (() => Promise<FuzzConversation>)[];
}

function campaignOf(args: readonly string[]): Campaign | string {
  const option = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { minutes: option, runs: option, seed: option, only: option, threads: option },
    });
    const minutes = Number(values.minutes ?? 60);
    const runs = Number(values.runs ?? Number.POSITIVE_INFINITY);
    const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
    const threads = Number(values.threads ?? os.availableParallelism());
    const isWanted = (name: string): boolean => name.includes(values.only ?? '');
    const readers = allReaders.filter(({ name }) => isWanted(name));
    const conversations = allConversations.filter(({ name }) => isWanted(name)).map(({ start }) => start);
    const areWhole = Number.isSafeInteger(seed) && Number.isSafeInteger(threads) && threads > 0;
    if (!(minutes > 0) || !(runs > 0) || !areWhole) return usage;
    if (readers.length + conversations.length === 0) return `Nothing is called "${values.only}".`;
    return { minutes, runs, seed, threads, readers, conversations };
  } catch {
    return usage;
  }
}

interface Counted {
  readonly name: string;
  made: number;
  found: number;
  kinds: number;
}

/** Runs everything in turns until the time is over, and prints what breaks a rule. The exit code is 1 if anything did. */
async function run({ minutes, runs, seed, threads, readers, conversations }: Campaign): Promise<number> {
  const startedAtMs = Date.now();
  const isOver = (): boolean => Date.now() >= startedAtMs + minutes * 60_000;
  const pool = createFuzzPool({ threads, isGuided: true });
  const counts: Counted[] = [];
  const blocks = new Map<FuzzThread, number>();
  process.stdout.write(
    `seed ${seed}, ${readers.length} readers, ${conversations.length} kinds of conversations, ${threads} threads\n`,
  );

  const counted = (name: string): Counted => {
    const count = { name, made: 0, found: 0, kinds: 0 };
    counts.push(count);
    return count;
  };
  const note = (count: Counted, made: number, findings: readonly { run: number; problem: string; input: string }[]) => {
    count.made += made;
    count.found += findings.length;
    for (const { run: at, problem, input } of findings) {
      process.stdout.write(`\nFOUND in "${count.name}", seed ${seed}, run ${at}:\n${problem}\n${input}\n\n`);
    }
  };
  const sum = (of: (each: Counted) => number): number => counts.reduce((all, each) => all + of(each), 0);
  const report = (): void => {
    const seconds = Math.round((Date.now() - startedAtMs) / 1000);
    const most = Math.max(0, ...blocks.values());
    process.stdout.write(
      `${seconds} s: ${sum(({ made }) => made)} runs, ${most} blocks of code reached by a thread, ${sum(({ found }) => found)} found\n`,
    );
  };

  /** A reader keeps its thread, because the thread keeps its corpus. */
  async function runReaders(thread: FuzzThread, own: readonly FuzzReader[]): Promise<void> {
    const turns = own.map((reader) => ({ reader, count: counted(reader.name) }));
    for (let firstRun = 0; !isOver() && firstRun < runs; firstRun += turnRuns) {
      for (const { reader, count } of turns) {
        if (isOver()) break;
        // One fault gives a finding in each turn. The first ones are enough.
        if (count.found >= mostFindings) continue;
        const turn = Math.ceil(Math.min(turnRuns, runs - firstRun) * (reader.share ?? 1));
        const result = await thread.run({ name: reader.name, seed, firstRun, runs: turn });
        blocks.set(thread, result.blocks);
        count.kinds = result.shapes;
        note(count, result.runs, result.findings);
      }
    }
  }

  async function runConversations(): Promise<void> {
    const started = await Promise.all(conversations.map((start) => start()));
    const turns = started.map((conversation) => ({ conversation, count: counted(conversation.name) }));
    for (let firstRun = 0; !isOver() && firstRun < runs; firstRun += turnConversations) {
      for (const { conversation, count } of turns) {
        if (isOver() || count.found >= mostFindings) continue;
        const made = Math.min(turnConversations, runs - firstRun);
        note(count, made, await holdConversations(conversation, { seed, firstRun, runs: made }));
      }
    }
    await Promise.all(started.map(({ stop }) => stop()));
  }

  const reports = setInterval(report, reportEveryMs);
  const shareOf = (index: number): readonly FuzzReader[] => readers.filter((_, at) => at % threads === index);
  await Promise.all([...pool.threads.map((thread, index) => runReaders(thread, shareOf(index))), runConversations()]);
  clearInterval(reports);
  await pool.stop();
  report();
  for (const { name, made, found, kinds } of counts) {
    const several = kinds > 0 ? `, ${kinds} kinds of outcomes` : '';
    process.stdout.write(`  ${name}: ${made} runs${several}${found > 0 ? `, ${found} FOUND` : ''}\n`);
  }
  return sum(({ found }) => found) > 0 ? 1 : 0;
}

const campaign = campaignOf(process.argv.slice(2));
if (typeof campaign === 'string') {
  process.stderr.write(`${campaign}\n`);
  process.exitCode = 64;
} else {
  process.exitCode = await run(campaign);
}
