import type { RedeemableCredit } from '../providers/codex/reset-credits.ts';
import { isUncertain, type Redemption } from './redemption.ts';

export type ResetChoice =
  /** `repeats`: an earlier try at the same one was never confirmed. */
  | { readonly kind: 'use'; readonly credit: RedeemableCredit; readonly repeats: boolean }
  /** What was tried earlier is no longer in the list: it was used, or has expired. */
  | { readonly kind: 'settled'; readonly redemptions: readonly Redemption[] }
  /** The list counts more than it names, so that nothing can be said about what was tried earlier. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'none' };

/**
 * Which banked reset to use: the one that was tried and never confirmed, so that one wish takes one
 * reset; else the soonest to expire.
 *
 * @param redeemable Those that can be used, the soonest to expire first.
 * @param available How many the service says there are.
 */
export function chooseReset(
  redeemable: readonly RedeemableCredit[],
  available: number,
  redemptions: readonly Redemption[],
): ResetChoice {
  const uncertain = redemptions.filter(isUncertain);
  const again = redeemable.find(({ id }) => uncertain.some(({ creditId }) => creditId === id));
  if (again !== undefined) return { kind: 'use', credit: again, repeats: true };
  if (uncertain.length > 0) {
    return available > redeemable.length ? { kind: 'incomplete' } : { kind: 'settled', redemptions: uncertain };
  }
  const used = new Set(redemptions.filter(({ state }) => state === 'redeemed').map(({ creditId }) => creditId));
  const first = redeemable.find(({ id }) => !used.has(id));
  return first === undefined ? { kind: 'none' } : { kind: 'use', credit: first, repeats: false };
}
