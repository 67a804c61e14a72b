export interface Settle {
  readonly hint: () => void;
  readonly cancel: () => void;
}

/**
 * Calls `act` once hints have been silent for `quietMs`, and at the latest after `longestMs` of them,
 * so that a file that is written without a pause is still seen. The timer holds no process.
 */
export function createSettle(act: () => void, quietMs: number, longestMs: number): Settle {
  let quiet: NodeJS.Timeout | null = null;
  let longest: NodeJS.Timeout | null = null;
  const cancel = (): void => {
    clearTimeout(quiet ?? undefined);
    clearTimeout(longest ?? undefined);
    quiet = null;
    longest = null;
  };
  const fire = (): void => {
    cancel();
    act();
  };
  const hint = (): void => {
    clearTimeout(quiet ?? undefined);
    quiet = setTimeout(fire, quietMs).unref();
    longest ??= setTimeout(fire, longestMs).unref();
  };
  return Object.freeze({ hint, cancel });
}
