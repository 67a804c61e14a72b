import { worstWindow } from './account-use.ts';
import type { AccountSnapshot } from './schema.ts';
import { needsUser } from '../views/account.ts';

/** How much an account needs to be seen: the higher ones stand first in the panel (design.md). */
export function attentionRank(account: AccountSnapshot): number {
  if (needsUser(account)) return 4;
  if (account.use === 'exhausted') return 3;
  if ((worstWindow(account)?.warning ?? null) !== null) return 2;
  return account.state === 'fresh' ? 0 : 1;
}
