import type { LocaleContext } from '../i18n/translate.ts';
import { hiddenName } from '../settings/accounts.ts';
import type { AccountSnapshot } from './schema.ts';

interface Hidden {
  readonly locale: LocaleContext;
  readonly number: number;
  readonly groupNumber: number | null;
  readonly account: AccountSnapshot;
}

const known = new WeakMap<AccountSnapshot, Hidden>();

/**
 * Returns the accounts without names of people and groups: `Account 1 · Claude`. All views, notifications, commands and
 * programs get names from the snapshot. What has no snapshot gets the same ones from `shownNames`. Amounts of money are
 * hidden where they become texts. An unchanged account stays the same object.
 */
export function withoutNames(accounts: readonly AccountSnapshot[], locale: LocaleContext): readonly AccountSnapshot[] {
  const groups = [...new Set(accounts.flatMap(({ group }) => group ?? []))].sort();
  return accounts.map((account, index) => {
    const groupNumber = account.group === null ? null : groups.indexOf(account.group) + 1;
    const before = known.get(account);
    const isSame = before?.locale === locale && before.number === index + 1 && before.groupNumber === groupNumber;
    if (isSame) return before.account;
    const hidden = {
      ...account,
      label: hiddenName(index + 1, account.provider, locale),
      email: null,
      workspace: null,
      group: groupNumber === null ? null : locale.t('privacy.group', { number: groupNumber }),
    };
    known.set(account, { locale, number: index + 1, groupNumber, account: hidden });
    return hidden;
  });
}
