import { type Profiler, Session } from 'node:inspector';

/** Watches which code runs, by the coverage that V8 itself counts. */
export interface CoverageWatch {
  /** Is true where a block ran since the last call of `record` that had not run before. It records nothing. */
  readonly hasNew: () => boolean;
  /** Records the blocks that ran since the last call, and is true where one of them is new. */
  readonly record: () => boolean;
  /** How many blocks have run. */
  readonly blocks: () => number;
  /** The functions that ran: the address of their file, a space and their name. */
  readonly functions: () => readonly string[];
  readonly stop: () => void;
}

/**
 * Starts watching the code of some files.
 *
 * @param isWatched Whether a file counts, by its address.
 * @param detailed True: each block of a function counts. False: only whole functions, which costs less.
 */
export function watchCoverage(isWatched: (url: string) => boolean, detailed: boolean): CoverageWatch {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed });
  const seen = new Set<string>();
  const functions = new Map<string, Set<string>>();
  let waiting: readonly string[] = [];

  /** The blocks that ran since V8 was asked last, which sets its counts back. */
  function take(): readonly string[] {
    let scripts: readonly Profiler.ScriptCoverage[] = [];
    session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error === null) scripts = result;
    });
    return scripts
      .filter(({ url }) => isWatched(url))
      .flatMap(({ url, functions: found }) =>
        found.flatMap(({ functionName, ranges }) => {
          const ran = ranges.filter(({ count }) => count > 0);
          if (ran.length > 0) namesOf(url).add(functionName);
          return ran.map(({ startOffset, endOffset }) => `${url}:${startOffset}:${endOffset}`);
        }),
      );
  }

  function namesOf(url: string): Set<string> {
    const names = functions.get(url) ?? new Set();
    functions.set(url, names);
    return names;
  }

  function drained(): readonly string[] {
    waiting = [...waiting, ...take()].filter((block) => !seen.has(block));
    return waiting;
  }

  return {
    hasNew: () => {
      const isNew = drained().length > 0;
      waiting = [];
      return isNew;
    },
    record: () => {
      const added = drained();
      for (const block of added) seen.add(block);
      waiting = [];
      return added.length > 0;
    },
    blocks: () => seen.size,
    functions: () => {
      waiting = drained();
      return [...functions].flatMap(([url, names]) => [...names].map((name) => `${url} ${name}`));
    },
    stop: () => session.disconnect(),
  };
}
