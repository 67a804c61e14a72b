import type { AccountSnapshot, WindowSnapshot } from '../snapshot/snapshot.ts';

/** A window that was just seen used up. */
export interface ExhaustionAlert {
  readonly accountId: string;
  readonly window: WindowSnapshot;
  /**
   * Two keys on grids that are shifted by half a step. A reset time that wanders by seconds between
   * answers can change one of them, never both, so the alert is new only if both are (wire-formats.md 1).
   */
  readonly keys: readonly [string, string];
}

const gridMs = 20 * 60_000;

/**
 * The windows of an account that are used up on data that is fresh: stale data never alerts.
 * A window without a known reset alerts when it turns from not used up to used up.
 *
 * @param before The account as it was shown before; null at the first reading.
 */
export function exhaustionAlerts(before: AccountSnapshot | null, now: AccountSnapshot): readonly ExhaustionAlert[] {
  if (now.state !== 'fresh') return [];
  return now.windows
    .filter((window) => window.state === 'exhausted' && (window.resetsAt !== null || turned(before, window)))
    .map((window) => ({ accountId: now.id, window, keys: keysOf(now.id, window) }));
}

function turned(before: AccountSnapshot | null, window: WindowSnapshot): boolean {
  return before?.windows.find((each) => each.id === window.id)?.state !== 'exhausted';
}

function keysOf(accountId: string, window: WindowSnapshot): readonly [string, string] {
  const stem = `exhausted|${accountId}|${window.id}`;
  if (window.resetsAt === null) return [`${stem}|since|${window.asOf}`, `${stem}|at|${window.asOf}`];
  const resetsAtMs = Date.parse(window.resetsAt);
  return [`${stem}|a|${Math.floor(resetsAtMs / gridMs)}`, `${stem}|b|${Math.floor(resetsAtMs / gridMs + 0.5)}`];
}
