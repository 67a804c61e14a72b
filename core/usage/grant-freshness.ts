/** How long an answer about a grant counts (S0-3). */
export const grantFreshForMs = 3_600_000;

/**
 * Whether an answer about a grant still counts: for exactly an hour (S0-3). One of unknown age and one
 * from the future never do (S0-21).
 */
export function isGrantFresh(answeredAtMs: number | null, nowMs: number): boolean {
  return answeredAtMs !== null && answeredAtMs <= nowMs && nowMs - answeredAtMs <= grantFreshForMs;
}
