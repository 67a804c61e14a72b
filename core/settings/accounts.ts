import type { LocaleContext } from '../i18n/translate.ts';
import type { Account } from '../providers/account.ts';
import { findProvider, providers } from '../providers/registry.ts';
import { cachedForList } from '../units/list-cache.ts';
import type { Settings } from './settings.ts';

/** Returns the user's name for an account, or the name of its sign-in. Two accounts may have the same name. */
export function labelOf(
  { id, label }: Pick<Account, 'id' | 'label'>,
  { accountLabels }: Pick<Settings, 'accountLabels'>,
): string {
  return chosenBy(accountLabels, id) ?? label;
}

/** Returns the user's group of an account; null: none. */
export function groupOf(
  { id }: Pick<Account, 'id'>,
  { accountGroups }: Pick<Settings, 'accountGroups'>,
): string | null {
  return chosenBy(accountGroups, id);
}

/**
 * Returns the real name of each account, by account id, also while names are hidden. If accounts of one provider have the same name, each
 * name gets a suffix: `sam@mail.test (Acme)`. The suffix is the workspace, the plan, the folder of the sign-in, or the
 * last characters of the id. The first of these that differs is used.
 */
export function accountNames(
  accounts: readonly Account[],
  settings: Pick<Settings, 'accountLabels'>,
): ReadonlyMap<string, string> {
  const groups = groupedBy(accounts, (account) => `${account.provider} ${labelOf(account, settings).toLowerCase()}`);
  const names = groups.flatMap((group) =>
    differences(group, properties).map(({ account, parts }) => {
      const label = labelOf(account, settings);
      return { account, name: parts.length === 0 ? label : `${label} (${parts.join(' · ')})` };
    }),
  );
  return new Map(
    groupedBy(names, ({ account, name }) => `${account.provider} ${name.toLowerCase()}`).flatMap((same) =>
      same.map(({ account, name }) => [account.id, same.length === 1 ? name : `${name} (${account.id})`] as const),
    ),
  );
}

/**
 * Returns the name under which each account is shown, by account id: its own, or while names are hidden the same number
 * as in the snapshot.
 */
export function shownNames(
  accounts: readonly Account[],
  { accountLabels, hidePersonal }: Pick<Settings, 'accountLabels' | 'hidePersonal'>,
  locale: LocaleContext,
): ReadonlyMap<string, string> {
  return hidePersonal ? hiddenNames(accounts, accountLabels, locale) : namesOfList(accounts, accountLabels);
}

/**
 * Returns the name under which one account among all accounts is shown. If the account no longer exists, the result is
 * the user's name for it, or its id. While names are hidden it is its id.
 */
export function accountNameOf(
  accountId: string,
  accounts: readonly Account[],
  settings: Pick<Settings, 'accountLabels' | 'hidePersonal'>,
  locale: LocaleContext,
): string {
  const known = shownNames(accounts, settings, locale).get(accountId);
  return known ?? (settings.hidePersonal ? accountId : labelOf({ id: accountId, label: accountId }, settings));
}

/** Returns what stands in the place of the name of an account: `Account 3 · Claude`. */
export function hiddenName(number: number, provider: string, { t }: LocaleContext): string {
  return t('privacy.account', { number, service: findProvider(provider)?.displayName ?? provider });
}

type Named = Pick<Account, 'id' | 'label'> & { readonly provider: string };

/** Compares accounts by provider, name and id. The order is the same in every view and after every restart. */
export function byName(a: Named, b: Named): number {
  return (
    compare(a.provider, b.provider) || compare(a.label.toLowerCase(), b.label.toLowerCase()) || compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Many names of the same accounts are asked for one after the other. */
const namesOfList = cachedForList((accounts: readonly Account[], accountLabels: Settings['accountLabels']) =>
  accountNames(accounts, { accountLabels }),
);

const hiddenNames = cachedForList(
  (accounts: readonly Account[], accountLabels: Settings['accountLabels'], locale: LocaleContext) => {
    const names = namesOfList(accounts, accountLabels);
    const named = accounts.map(({ id, provider, label }) => ({ id, provider, label: names.get(id) ?? label }));
    const inOrder = [...named].sort(byName);
    return new Map(inOrder.map(({ id, provider }, index) => [id, hiddenName(index + 1, provider, locale)]));
  },
);

type Property = (account: Account) => string | null;

const properties: readonly Property[] = [
  ({ workspace }) => workspace ?? null,
  ({ provider, plan }) => (plan === null ? null : providers[provider].planName(plan)),
  ({ folder }) => folder ?? null,
];

interface Difference {
  readonly account: Account;
  readonly parts: readonly string[];
}

/**
 * Returns the suffixes of accounts with the same name. The first property that every account has and that differs
 * splits the group. The id is the last resort.
 */
function differences(group: readonly Account[], left: readonly Property[]): readonly Difference[] {
  const [first] = group;
  if (first === undefined || group.length === 1) return group.map((account) => ({ account, parts: [] }));
  const [property, ...rest] = left;
  if (property === undefined) return byIdEnd(group);
  const values = group.map(property);
  if (values.includes(null) || new Set(values).size === 1) return differences(group, rest);
  return groupedBy(group, (account) => property(account) ?? '').flatMap((part) =>
    differences(part, rest).map(({ account, parts }) => ({ account, parts: [property(account) ?? '', ...parts] })),
  );
}

const shortestEnd = 4;

function byIdEnd(group: readonly Account[]): readonly Difference[] {
  const longest = Math.max(...group.map(({ id }) => id.length));
  for (let length = shortestEnd; length < longest; length += 1) {
    const ends = group.map(({ id }) => id.slice(-length));
    if (new Set(ends).size === ends.length) {
      return group.map((account) => ({ account, parts: [`…${account.id.slice(-length)}`] }));
    }
  }
  return group.map((account) => ({ account, parts: [account.id] }));
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/**
 * Returns the user's choice for an account; null: none. Only own properties count, so the name of a built-in property
 * chooses nothing.
 */
function chosenBy(choices: Readonly<Record<string, string>>, accountId: string): string | null {
  return Object.hasOwn(choices, accountId) ? (choices[accountId] ?? null) : null;
}

/** Returns the settings that mention an account, without that account. Settings that do not mention it are left out. */
export function withoutAccount(settings: Settings, accountId: string): Partial<Settings> {
  const { accountLabels, accountGroups, accountAlerts, accountTiles, slotLimits, windowWarmups } = settings;
  const without = <T>(name: string, byAccount: Readonly<Record<string, T>>): object =>
    Object.hasOwn(byAccount, accountId)
      ? { [name]: Object.fromEntries(Object.entries(byAccount).filter(([id]) => id !== accountId)) }
      : {};
  const withoutId = (name: string, ids: readonly string[]): object =>
    ids.includes(accountId) ? { [name]: ids.filter((id) => id !== accountId) } : {};
  const others = windowWarmups.filter((warmup) => warmup.accountId !== accountId);
  return {
    ...without('accountLabels', accountLabels),
    ...without('accountGroups', accountGroups),
    ...without('accountAlerts', accountAlerts),
    ...without('accountTiles', accountTiles),
    ...without('slotLimits', slotLimits),
    ...(others.length < windowWarmups.length ? { windowWarmups: others } : {}),
    ...withoutId('order', settings.order),
    ...withoutId('pinned', settings.pinned),
    ...withoutId('hidden', settings.hidden),
    ...(settings.iconFollows === accountId ? { iconFollows: 'automatic' } : {}),
  };
}
