import { findProvider } from '../providers/registry.ts';
import type { ResetCommand } from '../providers/provider.ts';
import type { AccountSnapshot } from './schema.ts';

/** The figures of an account about banked resets. */
export type BankedResets = Pick<AccountSnapshot, 'resetCredits' | 'holdsReset'>;

/**
 * Returns true if the account has a banked reset that can be used now. One source counts resets, another one says only
 * whether one is left. The newer statement decides; a statement without a number only while it is current.
 */
export function isResetHeld({ resetCredits, holdsReset }: BankedResets): boolean {
  if (holdsReset === null || holdsReset.stale) return (resetCredits?.available ?? 0) > 0;
  const countedAtMs = Date.parse(resetCredits?.asOf ?? '');
  return countedAtMs >= Date.parse(holdsReset.asOf) ? (resetCredits?.available ?? 0) > 0 : holdsReset.value;
}

/** Returns the command that uses a banked reset in the account's own tool; null: the tool has none, or no reset is held. */
export function resetCommandFor(account: BankedResets & Pick<AccountSnapshot, 'provider'>): ResetCommand | null {
  return isResetHeld(account) ? (findProvider(account.provider)?.tool?.resetCommand ?? null) : null;
}
