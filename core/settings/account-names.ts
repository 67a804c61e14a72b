import type { Account } from '../accounts/account.ts';
import type { Settings } from './settings.ts';

/** What an account is called in every view: the user's own name for it, else that of its sign-in. */
export function labelOf(
  { id, label }: Pick<Account, 'id' | 'label'>,
  { accountLabels }: Pick<Settings, 'accountLabels'>,
): string {
  return chosenBy(accountLabels, id) ?? label;
}

/** The user's group that an account is in; null: none. */
export function groupOf(
  { id }: Pick<Account, 'id'>,
  { accountGroups }: Pick<Settings, 'accountGroups'>,
): string | null {
  return chosenBy(accountGroups, id);
}

/** The names of built-in properties choose nothing. */
function chosenBy(choices: Readonly<Record<string, string>>, accountId: string): string | null {
  return Object.hasOwn(choices, accountId) ? (choices[accountId] ?? null) : null;
}
