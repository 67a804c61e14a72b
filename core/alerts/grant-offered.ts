import { offerKey } from '../credits/offer-seen.ts';
import type { AccountSnapshot, GrantSnapshot } from '../snapshot/snapshot.ts';
import { type AlertKeys, keysForever } from './alert.ts';

/** A credit grant that the account may claim and that was not told of yet. */
export interface GrantAlert {
  readonly kind: 'grant-offered';
  readonly accountId: string;
  readonly grant: GrantSnapshot;
  readonly keys: AlertKeys;
}

/** An offer is told once ever, and only while it may be promoted and its answer is fresh (S0-3, S0-13, S0-14). */
export function grantAlerts({ id, grant }: AccountSnapshot): readonly GrantAlert[] {
  if (grant === null || !grant.promoted || grant.stale) return [];
  const key = offerKey(grant);
  if (key === null) return [];
  return [{ kind: 'grant-offered', accountId: id, grant, keys: keysForever(`grant-offered|${id}|${key}`) }];
}
