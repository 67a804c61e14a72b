import type { Log } from '../../core/ports.ts';
import type { Saving, StorageProblem } from '../../core/settings/storage-problem.ts';
import type { ProblemRecord } from '../node/storage/problems.ts';

/** Storage problems of this process, and losses of any process that the user has not seen yet. */
export interface StorageProblems {
  /** Records a problem and logs it. */
  readonly report: (problem: StorageProblem) => void;
  /** All current problems and unseen losses. */
  readonly all: () => readonly StorageProblem[];
  readonly onChange: (listener: () => void) => void;
  /** Marks losses as seen by the user. Lasting problems, such as a full disk, stay. */
  readonly markSeen: () => Saving;
}

/**
 * Makes the list of storage problems.
 *
 * @param record Losses, shared by all processes and kept over restarts.
 * @param lasting Problems that are computed at each call, such as a refused setting.
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
      // A recorded loss is read from the record, so that marking it as seen works for all processes.
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
