/**
 * Keeps calls to one host apart (S4-7). Nothing waits in a queue: a call that may not go yet stays
 * due and is judged again at the next turn, so a wait that began meanwhile holds it back too.
 */
export interface HostGate {
  /** Epoch ms from which a call to the host of this URL may go; a clock that was set back frees it. */
  readonly freeAtMs: (baseUrl: string, nowMs: number) => number;
  readonly passed: (baseUrl: string, nowMs: number) => void;
}

export function createHostGate(spacingMs: number): HostGate {
  const freeAt = new Map<string, number>();
  const hostOf = (baseUrl: string): string => new URL(baseUrl).host;
  return {
    freeAtMs: (baseUrl, nowMs) => {
      const atMs = freeAt.get(hostOf(baseUrl)) ?? 0;
      return atMs > nowMs + spacingMs ? 0 : atMs;
    },
    passed: (baseUrl, nowMs) => void freeAt.set(hostOf(baseUrl), nowMs + spacingMs),
  };
}
