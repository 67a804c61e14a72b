/** One figure of a window as it was read. */
export interface PaceReading {
  readonly atMs: number;
  readonly usedPercent: number;
  /** null: the source did not say. */
  readonly resetsAtMs: number | null;
}

const wobbleMs = 5 * 60_000;

/** Whether two reset times mean the same reset; one that was not said fits each. */
export function isSameReset(a: number | null, b: number | null): boolean {
  return a === null || b === null || Math.abs(a - b) < wobbleMs;
}
