/** Returns a function that makes a value at its first call and returns the same value ever after. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Resolves with the work, or with `late` if the work takes longer than `timeoutMs`. Rejects as the work does. */
export async function withTimeout<T, L>(work: Promise<T>, timeoutMs: number, late: L): Promise<T | L> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<L>((resolve) => (timer = setTimeout(() => resolve(late), timeoutMs)));
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs pieces of work with the same key one after the other. The result is that of the work. */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Creates turns. A piece of work that rejects does not stop the next one. */
export function createTurns(): Turns {
  const lastOf = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const turn = (lastOf.get(key) ?? Promise.resolve()).then(work, work);
    lastOf.set(key, turn);
    return turn;
  };
}

/** A function whose calls run together. `now` runs it at once. */
export interface SpacedAction {
  (): void;
  readonly now: () => void;
}

/**
 * Returns a function that runs an action at its first call, and after more calls at most once in `everyMs`. The last
 * call is always followed by a run. While nobody calls it, no timer runs.
 */
export function atMostEvery(everyMs: number, action: () => void): SpacedAction {
  let ranAtMs = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const now = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    ranAtMs = performance.now();
    action();
  };
  const soon = (): void => {
    if (timer !== null) return;
    const waitMs = ranAtMs + everyMs - performance.now();
    if (waitMs <= 0) now();
    else timer = setTimeout(now, waitMs);
  };
  return Object.assign(soon, { now });
}

/** Resolves after other work had its turn on the thread. */
export function yieldThread(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
