import { Worker } from 'node:worker_threads';
import { assertNever } from '../../../core/assert-never.ts';
import { usageTools } from '../../../core/token-usage/entry.ts';
import type { UnreadLog } from './log-sources.ts';
import { openLogIndex, type TokenUsageIndex, type TokenUsageOptions, type UsageProgress } from './log-index.ts';
import type { WorkerReport, WorkerRequest, WorkerSetup } from './worker-messages.ts';

/** A thread that was not asked for so long is ended, because it takes memory. */
const idleMs = 60_000;
/**
 * The thread keeps one chunk of a file and one batch of entries, and makes much garbage: a small young generation is
 * collected often, and takes 40 MB less.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 192 };

/**
 * Opens the index whose updates run in a thread of their own, so that windows and polls never wait for logs. `program` is
 * the file of `main/token-usage-worker.ts`. Questions are answered on this thread, from what was read until then.
 */
export async function openTokenUsageInWorker(
  options: TokenUsageOptions & { readonly program: string | URL },
): Promise<TokenUsageIndex | null> {
  const index = await openLogIndex(options);
  if (index === null) return null;
  const thread = createThread(options);
  let problems: readonly UnreadLog[] = [];
  return Object.freeze({
    ...index,
    update: async (signal: AbortSignal, onProgress: (progress: UsageProgress) => void = () => undefined) => {
      const end = await thread.update(signal, onProgress);
      problems = end.problems;
      return end.isDone;
    },
    problems: () => problems,
    close: () => {
      thread.close();
      index.close();
    },
  });
}

type End = Pick<Extract<WorkerReport, { kind: 'done' }>, 'isDone' | 'problems'>;

interface UsageThread {
  /** Runs after updates that were asked for before. Rejects if the thread fails. */
  readonly update: (signal: AbortSignal, onProgress: (progress: UsageProgress) => void) => Promise<End>;
  readonly close: () => void;
}

const stoppedEnd: End = { isDone: false, problems: [] };

function createThread(options: TokenUsageOptions & { readonly program: string | URL }): UsageThread {
  const { path, program, surroundings, isOn, log } = options;
  const { environment, homeFolder, platform } = surroundings;
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  // A thread has no origin.
  // eslint-disable-next-line unicorn/require-post-message-target-origin
  const ask = (request: WorkerRequest): void => worker?.postMessage(request);

  function endThread(): void {
    ask({ kind: 'close' });
    worker = null;
  }

  function begin(): Worker {
    clearTimeout(idle);
    if (worker !== null) return worker;
    const setup: WorkerSetup = { path, environment: { ...environment }, homeFolder, platform };
    const begun = new Worker(program, { workerData: setup, resourceLimits });
    // Nobody waits for an idle thread, and an error that nobody takes would end this process
    begun.on('error', (error) => {
      if (worker === begun) worker = null;
      log.warn(`The thread of token usage ended: ${error instanceof Error ? error.message : 'for no stated reason'}`);
    });
    begun.unref();
    worker = begun;
    return begun;
  }

  function run(signal: AbortSignal, onProgress: (progress: UsageProgress) => void): Promise<End> {
    if (signal.aborted || isClosed) return Promise.resolve(stoppedEnd);
    const current = begin();
    return new Promise<End>((resolve, reject) => {
      const stop = (): void => ask({ kind: 'stop' });
      const finish = (act: () => void): void => {
        signal.removeEventListener('abort', stop);
        current.off('message', hear).off('error', fail).off('exit', exited);
        idle = setTimeout(endThread, idleMs).unref();
        act();
      };
      const fail = (error: unknown): void => {
        if (worker === current) worker = null;
        finish(() => reject(error instanceof Error ? error : new Error('The thread of token usage failed.')));
      };
      const exited = (): void => {
        if (worker === current) worker = null;
        finish(() => resolve(stoppedEnd));
      };
      const hear = (report: WorkerReport): void => {
        switch (report.kind) {
          case 'progress':
            return onProgress(report.progress);
          case 'warning':
            return log.warn(report.text);
          case 'done':
            return finish(() => resolve(report));
          case 'failed':
            return finish(() => reject(new Error(report.text)));
          default:
            return assertNever(report);
        }
      };
      signal.addEventListener('abort', stop);
      current.on('message', hear).on('error', fail).on('exit', exited);
      const moreFolders = surroundings.moreFolders?.() ?? { codex: [], claude: [] };
      ask({ kind: 'update', tools: usageTools.filter(isOn), moreFolders });
    });
  }

  return {
    update: (signal, onProgress) => {
      const turn = last.then(
        () => run(signal, onProgress),
        () => run(signal, onProgress),
      );
      last = turn;
      return turn;
    },
    close: () => {
      isClosed = true;
      clearTimeout(idle);
      endThread();
    },
  };
}
