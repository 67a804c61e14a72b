import type { LocaleContext } from '../i18n/translate.ts';
import { findProvider } from '../providers/registry.ts';

/** What stands in the place of an amount of money while personal data is hidden. */
export const hiddenMoney = '•••';

/** What names an account. */
export interface Named {
  readonly id: string;
  readonly label: string;
  readonly provider: string;
}

/** Returns the name under which an account is shown: its own, or `Account 3 · Claude` while names are hidden. */
export type NameOf = (account: Named) => string;

const places = new WeakMap<readonly Named[], ReadonlyMap<string, number>>();

/** Returns the function that names accounts. The number of an account is its place among all accounts. */
export function namesOf(accounts: readonly Named[], hidesPersonal: boolean, { t }: LocaleContext): NameOf {
  if (!hidesPersonal) return ({ label }) => label;
  const known = places.get(accounts) ?? new Map(accounts.map(({ id }, index) => [id, index + 1]));
  places.set(accounts, known);
  return ({ id, provider }) => {
    const service = findProvider(provider)?.displayName ?? provider;
    const number = known.get(id);
    return number === undefined ? service : t('personal.account', { number: String(number), service });
  };
}
