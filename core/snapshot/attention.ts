import { accountUse, leftPercent, worstWindow } from './account-use.ts';
import type { AccountSnapshot } from './snapshot.ts';
import { needsUser } from './state-words.ts';

/** How much an account needs to be seen: the higher ones stand first in the panel (design.md). */
export function attentionRank(account: AccountSnapshot): number {
  if (needsUser(account)) return 4;
  if (accountUse(account) === 'exhausted') return 3;
  const worst = worstWindow(account);
  const left = worst === null ? null : leftPercent(worst);
  if (left !== null && left <= 20) return 2;
  return account.state === 'fresh' ? 0 : 1;
}
