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
