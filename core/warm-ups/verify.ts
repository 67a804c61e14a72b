import type { Facts } from '../quota/facts.ts';
import { judgeWindows, lengthOf } from '../quota/judge-windows.ts';
import { sessionOf } from './decide.ts';

export type Verdict =
  | { readonly kind: 'started' | 'already-open'; readonly resetsAtMs: number | null }
  | { readonly kind: 'not-started' }
  /** No figure is new enough. */
  | { readonly kind: 'unknown' };

/** Some services let a window begin at the full hour before its first request. */
const beginsEarlierMs = 65 * 60_000;

/**
 * Whether a run began a window, by figures that are newer than it. A window that has not begun has its
 * reset pinned at "now plus its length"; one that began well before the run was open already.
 */
export function verdictOf(facts: Facts, startedAtMs: number, endedAtMs: number, nowMs: number): Verdict {
  const session = sessionOf(judgeWindows(facts.windows, nowMs));
  if (session === undefined || session.asOfMs < startedAtMs || session.state === 'reset-pending') {
    return { kind: 'unknown' };
  }
  // A figure of the time in between may be older than the request.
  if (session.state === 'not-started') return { kind: session.asOfMs < endedAtMs ? 'unknown' : 'not-started' };
  const { resetsAtMs } = session;
  if (resetsAtMs === null) return { kind: session.state === 'blocked' ? 'unknown' : 'started', resetsAtMs };
  const beganAtMs = resetsAtMs - lengthOf(session) * 1000;
  return { kind: beganAtMs < startedAtMs - beginsEarlierMs ? 'already-open' : 'started', resetsAtMs };
}
