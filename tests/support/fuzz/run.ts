import './json-imports.ts';

import { parseArgs } from 'node:util';

import type { FuzzReader } from './reader.ts';

const { allReaders } = await import('./all-readers.ts');
const { newCorpus, runReader } = await import('./campaign.ts');
const { watchCoverage } = await import('./coverage.ts');

const usage = 'usage: npm run fuzz -- [--minutes N] [--runs N] [--seed S] [--only NAME]';
/** The runs of one reader before the next reader gets its turn. */
const turnRuns = 1000;
const reportEveryMs = 30_000;

/** What the person asked for. Left out: an hour, another seed each time, and every reader. */
interface Campaign {
  readonly minutes: number;
  readonly runs: number;
  readonly seed: number;
  readonly readers: readonly FuzzReader[];
}

function campaignOf(args: readonly string[]): Campaign | string {
  const option = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { minutes: option, runs: option, seed: option, only: option },
    });
    const minutes = Number(values.minutes ?? 60);
    const runs = Number(values.runs ?? Number.POSITIVE_INFINITY);
    const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
    const readers = allReaders.filter(({ name }) => name.includes(values.only ?? ''));
    if (!(minutes > 0) || !(runs > 0) || !Number.isSafeInteger(seed)) return usage;
    return readers.length === 0 ? `No reader is called "${values.only}".` : { minutes, runs, seed, readers };
  } catch {
    return usage;
  }
}

/** Runs all readers in turns until the time is over, and prints what breaks a rule. The exit code is 1 if anything did. */
function run({ minutes, runs, seed, readers }: Campaign): number {
  const startedAtMs = Date.now();
  const endsAtMs = startedAtMs + minutes * 60_000;
  const coverage = watchCoverage((url) => /\/(core|main)\/[^?]*\.ts$/.test(url), true);
  const corpora = readers.map((reader) => ({ reader, corpus: newCorpus(reader), made: 0, found: 0 }));
  let made = 0;
  let found = 0;
  let reportedAtMs = startedAtMs;
  process.stdout.write(`seed ${seed}, ${readers.length} readers\n`);
  const report = (): void => {
    const inputs = corpora.reduce((sum, { corpus }) => sum + corpus.inputs.length, 0);
    const seconds = Math.round((Date.now() - startedAtMs) / 1000);
    process.stdout.write(
      `${seconds} s: ${made} runs, ${coverage.blocks()} blocks of code reached, ${inputs} inputs kept, ${found} found\n`,
    );
  };
  for (let firstRun = 0; Date.now() < endsAtMs && firstRun < runs; firstRun += turnRuns) {
    for (const each of corpora) {
      if (Date.now() >= endsAtMs) break;
      // One fault gives a finding in each turn. The first ones are enough.
      if (each.found >= 3) continue;
      const turn = Math.min(turnRuns, runs - firstRun) * (each.reader.share ?? 1);
      const result = runReader(each.reader, each.corpus, { seed, firstRun, runs: Math.ceil(turn), coverage });
      made += result.runs;
      each.made += result.runs;
      each.found += result.findings.length;
      found += result.findings.length;
      for (const { reader, run: at, problem, input } of result.findings) {
        process.stdout.write(`\nFOUND in "${reader}", seed ${seed}, run ${at}:\n${problem}\n${input}\n\n`);
      }
      if (Date.now() - reportedAtMs < reportEveryMs) continue;
      reportedAtMs = Date.now();
      report();
    }
  }
  report();
  for (const { reader, corpus, made: runsOfReader, found: findings } of corpora) {
    const kinds = `${runsOfReader} runs, ${corpus.shapes.size} kinds of outcomes, ${corpus.inputs.length} inputs kept`;
    process.stdout.write(`  ${reader.name}: ${kinds}${findings > 0 ? `, ${findings} FOUND` : ''}\n`);
  }
  coverage.stop();
  return found > 0 ? 1 : 0;
}

const campaign = campaignOf(process.argv.slice(2));
if (typeof campaign === 'string') {
  process.stderr.write(`${campaign}\n`);
  process.exitCode = 64;
} else {
  process.exitCode = run(campaign);
}
