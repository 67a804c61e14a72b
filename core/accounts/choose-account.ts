import type { ProviderId } from '../providers/provider-id.ts';
import type { Account } from './account.ts';

export type ChosenAccount =
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'unknown-account' }
  /** More than one could be meant. */
  | { readonly kind: 'several-accounts' };

/** The account of a provider that is meant: the named one, or, with null, the only one there is. */
export function chooseAccount(
  accounts: readonly Account[],
  provider: ProviderId,
  accountId: string | null,
): ChosenAccount {
  const candidates = accounts.filter((account) => account.provider === provider);
  const meant = accountId === null ? candidates : candidates.filter(({ id }) => id === accountId);
  const [first] = meant;
  if (first === undefined) return { kind: 'unknown-account' };
  return meant.length > 1 ? { kind: 'several-accounts' } : { kind: 'account', accountId: first.id };
}
