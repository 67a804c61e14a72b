import type { AccountSnapshot } from '../snapshot/snapshot.ts';
import { type AlertKeys, keysOfReading } from './alert.ts';

/** An account whose sign-in no longer works. */
export interface SignInAlert {
  readonly kind: 'sign-in-needed';
  readonly accountId: string;
  readonly keys: AlertKeys;
}

/** Whether the sign-in fails; null: this reading does not say. */
export function signedOutNow({ state }: AccountSnapshot): boolean | null {
  return state === 'signed-out' ? true : state === 'fresh' ? false : null;
}

/** A sign-in that worked and works no more, once for each time that it had worked. */
export function signInAlerts(before: boolean | null, now: AccountSnapshot): readonly SignInAlert[] {
  if (before !== false || signedOutNow(now) !== true) return [];
  const keys = keysOfReading(`sign-in-needed|${now.id}`, now.fetchedAt ?? 'never');
  return [{ kind: 'sign-in-needed', accountId: now.id, keys }];
}
