import { setImmediate as nextTurn } from 'node:timers/promises';

export interface GroupCommit<Context, Failure> {
  /** Runs the work in the next group. It may be run again, so it decides from what it reads there. */
  readonly run: <Value>(work: (context: Context) => Value) => Promise<Value | Failure>;
  /** Resolves when nothing waits. */
  readonly idle: () => Promise<void>;
}

type Outcome<Failure> =
  | { readonly kind: 'done'; readonly values: readonly unknown[] }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** True when one of the works may be what was refused, so that the others are tried without it. */
      readonly mayBeOne: boolean;
    };

/** Runs all works in one transaction. Resolves when it is on the disk, or none of it happened. Never rejects. */
export type RunGroup<Context, Failure> = (
  works: readonly ((context: Context) => unknown)[],
) => Promise<Outcome<Failure>>;

interface Waiting<Context, Failure> {
  readonly work: (context: Context) => unknown;
  readonly answer: (value: unknown) => void;
  readonly fail: (failure: Failure) => void;
}

/** So that one group does not hold the thread for long. */
const largestGroup = 256;

/**
 * Works that arrive in the same turn, or while an earlier group is being written, go into one
 * transaction: the disk is waited for once for all of them, and each is answered after that (S3-11).
 */
export function createGroupCommit<Context, Failure>(
  runGroup: RunGroup<Context, Failure>,
): GroupCommit<Context, Failure> {
  const waiting: Waiting<Context, Failure>[] = [];
  let draining: Promise<void> | null = null;

  async function drain(): Promise<void> {
    await nextTurn();
    while (waiting.length > 0) {
      await write(waiting.splice(0, largestGroup));
      await nextTurn();
    }
    draining = null;
  }

  async function write(group: readonly Waiting<Context, Failure>[]): Promise<void> {
    const outcome = await runGroup(group.map(({ work }) => work));
    if (outcome.kind === 'done') group.forEach(({ answer }, index) => answer(outcome.values[index]));
    else if (outcome.mayBeOne && group.length > 1) for (const single of group) await write([single]);
    else group.forEach(({ fail }) => fail(outcome.failure));
  }

  return Object.freeze({
    run: <Value>(work: (context: Context) => Value) =>
      new Promise<Value | Failure>((resolve) => {
        waiting.push({ work, answer: (value) => resolve(value as Value), fail: resolve });
        draining ??= drain();
      }),
    idle: async () => {
      await draining;
    },
  });
}
