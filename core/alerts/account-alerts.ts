import { offerKey } from '../credits/grant-offer.ts';
import type { ResetCommand } from '../providers/provider.ts';
import { isResetHeld, resetCommandFor } from '../snapshot/held-reset.ts';
import type { GrantSnapshot } from '../snapshot/figure-schema.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';
import { type DedupKeys, dedupKeysAround, dedupKeysForever, dedupKeysOfReading } from './dedup-keys.ts';

/** The balance of credits fell below the limit that the user set. */
export interface CreditsLowAlert {
  readonly kind: 'credits-low';
  readonly accountId: string;
  readonly balance: string;
  readonly keys: DedupKeys;
}

/** The balance of credits; null: it is stale, unknown or unlimited. */
export function reliableBalance({ credits }: AccountSnapshot): string | null {
  if (credits === null || credits.stale || credits.unlimited === true) return null;
  return credits.balance;
}

/**
 * An alert when the balance falls below the limit. The first reading causes none. A new alert follows after
 * the balance was above the limit again. A limit that the user raised causes none.
 *
 * @param lastBalance The last balance that was neither stale nor unknown; null: there was none.
 * @param lowCredits A balance below this number is low; 0: no balance is low.
 */
export function creditsLowAlerts(
  lastBalance: string | null,
  now: AccountSnapshot,
  lowCredits: number,
): readonly CreditsLowAlert[] {
  const balance = reliableBalance(now);
  if (balance === null || lastBalance === null || now.credits === null) return [];
  if (Number(lastBalance) < lowCredits || !now.credits.low) return [];
  const keys = dedupKeysOfReading(`credits-low|${now.id}`, now.credits.asOf);
  return [{ kind: 'credits-low', accountId: now.id, balance, keys }];
}

/** A service offers a credit grant that the account may claim. */
export interface GrantAlert {
  readonly kind: 'grant-offered';
  readonly accountId: string;
  readonly grant: GrantSnapshot;
  readonly keys: DedupKeys;
}

/** An alert for a grant that is promoted now and not stale. Each offer is sent once ever. */
export function grantAlerts({ id, grant }: AccountSnapshot): readonly GrantAlert[] {
  if (grant === null || !grant.promoted || grant.stale) return [];
  const key = offerKey(grant);
  if (key === null) return [];
  return [{ kind: 'grant-offered', accountId: id, grant, keys: dedupKeysForever(`grant-offered|${id}|${key}`) }];
}

/** A banked reset expires soon. */
export interface ResetExpiryAlert {
  readonly kind: 'reset-credit-expiring';
  readonly accountId: string;
  readonly expiresAtMs: number;
  /** The command of the account's tool that uses the reset; left out: the tool has none. */
  readonly command?: ResetCommand;
  readonly keys: DedupKeys;
}

const soonMs = 24 * 3_600_000;

/** An alert for the banked reset that expires first, if it expires within 24 hours. Stale figures cause none. */
export function resetExpiryAlerts(account: AccountSnapshot, nowMs: number): readonly ResetExpiryAlert[] {
  const { id, resetCredits } = account;
  if (resetCredits === null || resetCredits.stale || resetCredits.available <= 0 || !isResetHeld(account)) return [];
  if (resetCredits.nextExpiresAt === null) return [];
  const expiresAtMs = Date.parse(resetCredits.nextExpiresAt);
  if (expiresAtMs <= nowMs || expiresAtMs - nowMs > soonMs) return [];
  const keys = dedupKeysAround(`reset-credit-expiring|${id}`, expiresAtMs);
  const command = resetCommandFor(account);
  return [
    { kind: 'reset-credit-expiring', accountId: id, expiresAtMs, ...(command === null ? {} : { command }), keys },
  ];
}

/** The sign-in of an account no longer works. */
export interface SignInAlert {
  readonly kind: 'sign-in-needed';
  readonly accountId: string;
  readonly keys: DedupKeys;
}

/** Whether the sign-in fails now; null: this reading does not show it. */
export function signedOutNow({ state }: AccountSnapshot): boolean | null {
  return state === 'signed-out' ? true : state === 'fresh' ? false : null;
}

/** An alert when a sign-in that worked fails. A new alert follows only after it worked again. */
export function signInAlerts(before: boolean | null, now: AccountSnapshot): readonly SignInAlert[] {
  if (before !== false || signedOutNow(now) !== true) return [];
  const keys = dedupKeysOfReading(`sign-in-needed|${now.id}`, now.fetchedAt ?? 'never');
  return [{ kind: 'sign-in-needed', accountId: now.id, keys }];
}
