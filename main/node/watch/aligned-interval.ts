/**
 * Calls back at every whole multiple of `periodMs` since 1970, by the clock of the computer. All such intervals, and the
 * engine's own minute, then wake the computer together. It does not keep the process running. Returns the function that
 * ends it.
 */
export function alignedInterval(act: () => void, periodMs: number): () => void {
  let timer: NodeJS.Timeout;
  const next = (): void => {
    const restMs = periodMs - (Date.now() % periodMs);
    // A timer may ring a moment early. Then the rest belongs to the ring that just was.
    const waitMs = restMs < periodMs / 100 ? restMs + periodMs : restMs;
    timer = setTimeout(() => {
      next();
      act();
    }, waitMs).unref();
  };
  next();
  return () => clearTimeout(timer);
}
