import './json-imports.ts';

import { parentPort, workerData } from 'node:worker_threads';

import type { Corpus } from './campaign.ts';
import type { FuzzJob, FuzzJobResult, WorkerStart } from './pool.ts';
import type { FuzzReader } from './reader.ts';

const { newCorpus, runReader } = await import('./campaign.ts');
const { watchCoverage } = await import('./coverage.ts');
const { createCurrentInput } = await import('./current-input.ts');

const { memory, readersFile, isGuided } = workerData as WorkerStart;
const { allReaders } = (await import(readersFile)) as { readonly allReaders: readonly FuzzReader[] };
const current = createCurrentInput(memory);
const coverage = isGuided ? watchCoverage((url) => /\/(core|main)\/[^?]*\.ts$/.test(url), true) : null;
const corpora = new Map<string, Corpus>();

function result({ name, ...campaign }: FuzzJob): FuzzJobResult {
  const readerIndex = allReaders.findIndex((each) => each.name === name);
  const reader = allReaders[readerIndex];
  if (reader === undefined) throw new Error(`No reader is called "${name}".`);
  const corpus = corpora.get(name) ?? newCorpus(reader);
  corpora.set(name, corpus);
  const beforeInput = (text: string, run: number): void => current.note(readerIndex, text, run);
  const done = runReader(reader, corpus, { ...campaign, beforeInput, ...(coverage === null ? {} : { coverage }) });
  return {
    ...done,
    blocks: coverage?.blocks() ?? 0,
  };
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
parentPort?.on('message', (job: FuzzJob) => parentPort?.postMessage(result(job)));
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
parentPort?.postMessage('loaded');
