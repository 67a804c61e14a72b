import type { AccountState } from '../../core/accounts/account-state.ts';
import { codexBody, stateAfter } from './example-states.ts';

/** Returns this many accounts of several services and groups of names, each with two windows and credits. */
export function manyAccounts(count: number): readonly AccountState[] {
  return Array.from({ length: count }, (_, number) => numberedAccount(number, (number * 7) % 90));
}

/** Returns the account with this number after an answer. */
export function numberedAccount(number: number, usedPercent: number): AccountState {
  const name = `account ${String(number).padStart(4, '0')}`;
  return stateAfter(
    codexBody({
      session: { used: usedPercent, resetsInMinutes: 62 },
      weekly: { used: (number * 3) % 80, resetsInMinutes: 900 },
      credits: { has_credits: true, unlimited: number % 10 === 9, balance: `${number}.25` },
    }),
    { name },
  );
}
