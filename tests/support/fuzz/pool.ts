import { once } from 'node:events';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

import type { Finding, ReaderRuns } from './campaign.ts';
import { createCurrentInput } from './current-input.ts';

/** Some runs of one reader. */
export interface FuzzJob {
  readonly name: string;
  readonly seed: number;
  readonly firstRun: number;
  readonly runs: number;
}

export interface FuzzJobResult extends ReaderRuns {
  /** How many blocks of code the thread has reached. Only a guided one counts them. */
  readonly blocks: number;
}

/** What a thread gets at its start. */
export interface WorkerStart {
  readonly memory: SharedArrayBuffer;
  readonly readersFile: string;
  readonly isGuided: boolean;
}

export interface FuzzPoolOptions {
  readonly threads: number;
  /** Whether the inputs that reach new code are kept. */
  readonly isGuided: boolean;
  /** The module with `allReaders`. Left out: that of the app. */
  readonly readersFile?: string;
  /** An input on which a reader does not return within so many seconds is a finding. */
  readonly patienceSeconds?: number;
}

/** One thread that runs readers, and is watched from outside. */
export interface FuzzThread {
  /**
   * Runs a job. A reader that does not return ends the thread, which starts again for the next job, and gives a finding
   * with the input.
   */
  readonly run: (job: FuzzJob) => Promise<FuzzJobResult>;
}

export interface FuzzPool {
  readonly threads: readonly FuzzThread[];
  readonly stop: () => Promise<void>;
}

const secondMs = 1000;
const workerFile = fileURLToPath(new URL('worker.ts', import.meta.url));
const appReaders = fileURLToPath(new URL('all-readers.ts', import.meta.url));

/**
 * Starts threads for the readers. A hang inside one synchronous reader stops its whole thread, so that only another
 * thread can see it.
 */
export function createFuzzPool(options: FuzzPoolOptions): FuzzPool {
  const { isGuided, readersFile = appReaders, patienceSeconds = 20 } = options;
  const running = new Set<Worker>();

  function startThread(): FuzzThread {
    const current = createCurrentInput();
    let worker: Worker | null = null;
    let loaded: Promise<unknown> = Promise.resolve();

    function start(): Worker {
      const workerData: WorkerStart = {
        ...{ memory: current.memory, readersFile: pathToFileURL(readersFile).href, isGuided },
      };
      const started = new Worker(workerFile, { workerData });
      running.add(started);
      loaded = once(started, 'message');
      return started;
    }

    /** Resolves when the thread has given no new input to a reader for so long. Ticks that did not come count for nothing. */
    function untilHang(signal: AbortSignal): Promise<null> {
      return new Promise((resolve) => {
        let [beat, quietTicks] = [current.beat(), 0];
        const timer = setInterval(() => {
          quietTicks = current.beat() === beat ? quietTicks + 1 : 0;
          beat = current.beat();
          if (quietTicks >= patienceSeconds) resolve(null);
        }, secondMs);
        signal.addEventListener('abort', () => clearInterval(timer), { once: true });
      });
    }

    async function run(job: FuzzJob): Promise<FuzzJobResult> {
      worker ??= start();
      // A thread that still loads its readers does not hang.
      await loaded;
      const done = new AbortController();
      try {
        const answer = once(worker, 'message', { signal: done.signal }).then(([result]) => result as FuzzJobResult);
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
        worker.postMessage(job);
        const result = await Promise.race([answer, untilHang(done.signal)]);
        if (result !== null) return result;
        // The promise of the answer ends with the thread.
        answer.catch(() => undefined);
        const finding = hangOf(job, current.last(), patienceSeconds);
        running.delete(worker);
        await worker.terminate();
        worker = null;
        const runs = Math.max(1, finding.run - job.firstRun);
        return { runs, shapes: 0, findings: [finding], blocks: 0 };
      } finally {
        done.abort();
      }
    }

    return { run };
  }

  return {
    threads: Array.from({ length: options.threads }, startThread),
    stop: async () => void (await Promise.all([...running].map((worker) => worker.terminate()))),
  };
}

function hangOf(
  { name, seed }: FuzzJob,
  last: { readonly run: number; readonly text: string },
  seconds: number,
): Finding {
  return {
    ...{ reader: name, seed, run: last.run, input: last.text },
    problem: `It does not return within ${seconds} s.`,
  };
}
