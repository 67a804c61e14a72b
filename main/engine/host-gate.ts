/**
 * Keeps calls apart: those to one host (S4-7), and all of them, so that many accounts never go out
 * at once. Nothing waits in a queue: a call that may not go yet stays due and is judged again at the
 * next turn, so a wait that began meanwhile holds it back too.
 */
export interface HostGate {
  /** Epoch ms from which a call to the host of this URL may go; a clock that was set back frees it. */
  readonly freeAtMs: (baseUrl: string, nowMs: number) => number;
  readonly passed: (baseUrl: string, nowMs: number) => void;
}

export function createHostGate(spacing: { readonly hostMs: number; readonly anyMs: number }): HostGate {
  const freeAt = new Map<string, number>();
  let anyFreeAtMs = 0;
  const hosts = new Map<string, string>();
  const hostOf = (baseUrl: string): string => {
    const host = hosts.get(baseUrl) ?? new URL(baseUrl).host;
    hosts.set(baseUrl, host);
    return host;
  };
  return {
    freeAtMs: (baseUrl, nowMs) => {
      const hostFreeAtMs = freeAt.get(hostOf(baseUrl)) ?? 0;
      const atMs = Math.max(hostFreeAtMs, anyFreeAtMs);
      return atMs > nowMs + spacing.hostMs ? 0 : atMs;
    },
    passed: (baseUrl, nowMs) => {
      freeAt.set(hostOf(baseUrl), nowMs + spacing.hostMs);
      anyFreeAtMs = nowMs + spacing.anyMs;
    },
  };
}
