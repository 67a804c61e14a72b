import type { AccountSnapshot } from '../snapshot/snapshot.ts';
import { type AlertKeys, keysOfReading } from './alert.ts';

/** A balance that fell below what the user calls low. */
export interface CreditsLowAlert {
  readonly kind: 'credits-low';
  readonly accountId: string;
  readonly balance: string;
  readonly keys: AlertKeys;
}

/** The balance where it can be relied on; null: it is old, unknown, or there is no end to it. */
export function reliableBalance({ credits }: AccountSnapshot): string | null {
  if (credits === null || credits.stale || credits.unlimited === true) return null;
  return credits.balance;
}

/**
 * A balance that is low now and was not at the last reading that could be relied on: the first reading
 * tells nothing, and once it was above again the next fall is told anew. A threshold that the user
 * raised makes no fall.
 *
 * @param lastBalance Of the last such reading; null: there was none.
 * @param lowCredits A balance below this is low; 0: never.
 */
export function creditsLowAlerts(
  lastBalance: string | null,
  now: AccountSnapshot,
  lowCredits: number,
): readonly CreditsLowAlert[] {
  const balance = reliableBalance(now);
  if (balance === null || lastBalance === null || now.credits === null) return [];
  if (Number(lastBalance) < lowCredits || !now.credits.low) return [];
  const keys = keysOfReading(`credits-low|${now.id}`, now.credits.asOf);
  return [{ kind: 'credits-low', accountId: now.id, balance, keys }];
}
