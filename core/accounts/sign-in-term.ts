/** How long a sign-in lasts, as its own tool wrote it down. */
export interface SignInTerm {
  /** When the access token ends, epoch ms; null: it does not say. */
  readonly expiresAtMs: number | null;
  /** Until when the tool renews the token by itself; null: without an end that is known; left out: it cannot. */
  readonly renewableUntilMs?: number | null;
}

/** `asleep`: the token ended, and its tool renews it with its next use. `ended`: only a new sign-in helps. */
export type SignInStanding = 'valid' | 'asleep' | 'ended';

/** How a sign-in stands at a moment. Nothing of it is stored, because a clock may be wrong for a while. */
export function signInStanding(term: SignInTerm | undefined, nowMs: number): SignInStanding {
  if (term === undefined || term.expiresAtMs === null || term.expiresAtMs > nowMs) return 'valid';
  const { renewableUntilMs } = term;
  return renewableUntilMs === null || (renewableUntilMs !== undefined && renewableUntilMs > nowMs) ? 'asleep' : 'ended';
}
