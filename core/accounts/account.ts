import type { ProviderId } from '../providers/provider-id.ts';

/** Who an account is. Stable over restarts and token rotation. Holds no secret. */
export interface Account {
  /** `<provider>:<hash of the vendor's own account id>`. */
  readonly id: string;
  readonly provider: ProviderId;
  readonly label: string;
  readonly email: string | null;
  /** As the sign-in file says it; an answer of the service goes before it. */
  readonly plan: string | null;
  /** The vendor's account id that a request names in a header, when there is one. */
  readonly vendorAccountId: string | null;
  /** The vendor's id of the organisation the sign-in belongs to; left out or null: not known (S0-1). */
  readonly organizationId?: string | null;
  /** The name of the workspace or organisation that the sign-in belongs to; left out or null: not known. */
  readonly workspace?: string | null;
  /** The tool's folder with the sign-in, as a person writes it; left out or null: there is none. */
  readonly folder?: string | null;
  /** Origin and base path that this account is asked at, without a trailing slash. */
  readonly baseUrl: string;
}

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

/** An account as a person may name it: by its id, its name, or what it would be called alone. */
export interface NameableAccount {
  readonly id: string;
  readonly label: string;
  readonly email: string | null;
  /** Further names that it answers to; left out: none. */
  readonly aliases?: readonly string[];
}

export type NamedAccount<T> =
  | { readonly kind: 'account'; readonly account: T }
  | { readonly kind: 'unknown-account' }
  /** More than one could be meant: these. */
  | { readonly kind: 'several-accounts'; readonly candidates: readonly T[] };

/** The one account that a name means: by id, else by its whole label, else by address, alias or the label without what tells it apart. */
export function accountNamed<T extends NameableAccount>(accounts: readonly T[], name: string): NamedAccount<T> {
  const byLabel = accounts.filter(({ label }) => label === name);
  const meant = [
    accounts.filter(({ id }) => id === name),
    byLabel.length === 1 ? byLabel : [],
    accounts.filter(
      ({ label, email, aliases = [] }) =>
        label === name || email === name || aliases.includes(name) || label.startsWith(`${name} (`),
    ),
  ].find((group) => group.length > 0);
  const [account] = meant ?? [];
  if (meant === undefined || account === undefined) return { kind: 'unknown-account' };
  return meant.length === 1 ? { kind: 'account', account } : { kind: 'several-accounts', candidates: meant };
}

/** `sam@mail.test (Acme) [codex:1f2e3d4c5b6a], …`: the accounts that could be meant, each with its id. */
export function candidatesText(candidates: readonly NameableAccount[]): string {
  return candidates.map(({ id, label }) => `${label} [${id}]`).join(', ');
}
