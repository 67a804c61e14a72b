import type { Log } from '../../core/ports.ts';
import type { Saving, StorageProblem } from '../../core/settings/storage-problem.ts';
import type { ProblemRecord } from '../node/storage/problems.ts';

/** What storage could not do, in this process, and what any process lost that the user has not seen yet. */
export interface StorageProblems {
  readonly report: (problem: StorageProblem) => void;
  readonly all: () => readonly StorageProblem[];
  readonly onChange: (listener: () => void) => void;
  /** The user has seen what was lost. What lasts, such as a full disk, stays. */
  readonly markSeen: () => Saving;
}

/**
 * @param record Losses over restarts and processes.
 * @param lasting Problems that are judged anew at each look, such as a setting that is refused.
 */
export function createStorageProblems(
  record: ProblemRecord,
  log: Pick<Log, 'warn'>,
  lasting: () => readonly StorageProblem[],
): StorageProblems {
  let own: readonly StorageProblem[] = [];
  const listeners: (() => void)[] = [];
  const announce = (): void => listeners.forEach((listener) => listener());
  const isLoss = ({ kind }: StorageProblem): boolean => kind === 'set-aside' || kind === 'restored';

  return Object.freeze({
    report: (problem) => {
      log.warn(`Storage: ${JSON.stringify(problem)}`);
      // What the record has is told from there, so that it is seen for all processes at once.
      if (!isLoss(problem) || !record.add(problem).ok) own = [...own, problem];
      announce();
    },
    all: () => [...record.unseen(), ...own, ...lasting()],
    onChange: (listener) => void listeners.push(listener),
    markSeen: () => {
      const saving = record.markSeen();
      if (saving.ok) own = own.filter((problem) => !isLoss(problem));
      announce();
      return saving;
    },
  } satisfies StorageProblems);
}
