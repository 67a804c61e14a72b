import type { AccountSnapshot } from '../snapshot/snapshot.ts';
import { type AlertKeys, keysAround } from './alert.ts';

/** A banked reset that is lost soon unless it is used. */
export interface ResetExpiryAlert {
  readonly kind: 'reset-credit-expiring';
  readonly accountId: string;
  readonly expiresAtMs: number;
  readonly keys: AlertKeys;
}

const soonMs = 24 * 3_600_000;

/** The soonest banked reset, on figures of now and while there are at most 24 hours left to use it. */
export function resetExpiryAlerts(account: AccountSnapshot, nowMs: number): readonly ResetExpiryAlert[] {
  const { id, resetCredits } = account;
  if (resetCredits === null || resetCredits.stale || resetCredits.available <= 0) return [];
  if (resetCredits.nextExpiresAt === null) return [];
  const expiresAtMs = Date.parse(resetCredits.nextExpiresAt);
  if (expiresAtMs <= nowMs || expiresAtMs - nowMs > soonMs) return [];
  const keys = keysAround(`reset-credit-expiring|${id}`, expiresAtMs);
  return [{ kind: 'reset-credit-expiring', accountId: id, expiresAtMs, keys }];
}
