export interface Deadline {
  readonly signal: AbortSignal;
  /** The promise's value, or null once the time is over. */
  readonly bound: <Value>(promise: Promise<Value>) => Promise<Value | null>;
  readonly end: () => void;
}

/** One time limit over all steps of a request; `end` frees its timer and breaks off what still runs. */
export function startDeadline(timeoutMs: number): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  const over = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  return Object.freeze({
    signal,
    bound: <Value>(promise: Promise<Value>): Promise<Value | null> => Promise.race([promise, over]),
    end: () => {
      clearTimeout(timer);
      controller.abort();
    },
  });
}
