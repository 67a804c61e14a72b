import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Finding, SignedInFolder } from '../../core/ports.ts';

/** The folders in which an account was found and since when, for the sources that follow them. */
export function signedInFolders(
  findings: readonly Finding[],
  accounts: readonly AccountState[],
): readonly SignedInFolder[] {
  return findings.flatMap(({ provider, outcome }) => {
    if (outcome.kind !== 'account' || outcome.folder === null) return [];
    const { account, folder } = outcome;
    const signInPlaces = accounts.find((state) => state.account.id === account.id)?.signInPlaces ?? [];
    // Nothing that was written without a name is believed until the sign-in is remembered.
    const sinceMs = signInPlaces.find((each) => each.folder === folder)?.sinceMs ?? Number.POSITIVE_INFINITY;
    return [{ provider, accountId: account.id, folder, sinceMs }];
  });
}
