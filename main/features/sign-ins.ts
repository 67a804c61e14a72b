import type { AccountState } from '../../core/accounts/account-state.ts';
import { isSignedOut } from '../../core/warm-ups/decide.ts';

/** When each sign-in came into sight of this process. */
export interface SignIns {
  /** Looks at the accounts as they are now. */
  readonly look: (accounts: readonly AccountState[], nowMs: number) => void;
  /** null: it was there before this process looked. */
  readonly seenAtMs: (accountId: string) => number | null;
}

/** @param before The accounts that were known when the process began. */
export function createSignIns(before: readonly AccountState[]): SignIns {
  const seen = new Map<string, number | null>();
  const signedOut = new Map<string, boolean>();

  function note(state: AccountState, atMs: number | null): void {
    const { id } = state.account;
    const isOut = isSignedOut(state);
    const isBack = signedOut.get(id) === true && !isOut;
    if (!seen.has(id) || isBack) seen.set(id, atMs);
    signedOut.set(id, isOut);
  }

  for (const state of before) note(state, null);
  return {
    look: (accounts, nowMs) => {
      for (const state of accounts) note(state, nowMs);
    },
    seenAtMs: (accountId) => seen.get(accountId) ?? null,
  };
}
