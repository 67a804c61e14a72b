import type { ServiceDefinition } from './own/definition.ts';
import type { ProviderId } from './provider-id.ts';

/** Who an account is. It stays the same over restarts and new tokens, and holds no secret. */
export interface Account {
  /** `<provider>:<hash of the vendor's own account id>`. */
  readonly id: string;
  readonly provider: ProviderId;
  readonly label: string;
  readonly email: string | null;
  /** The plan as the sign-in file names it; an answer of the service counts instead. */
  readonly plan: string | null;
  /** The vendor's account id that a request names in a header; null: there is none. */
  readonly vendorAccountId: string | null;
  /** The vendor's id of the organisation that the sign-in belongs to; left out or null: not known. */
  readonly organizationId?: string | null;
  /** The name of the workspace or organisation that the sign-in belongs to; left out or null: not known. */
  readonly workspace?: string | null;
  /** The folder of the tool with the sign-in, as a person writes it; left out or null: there is none. */
  readonly folder?: string | null;
  /** The origin and base path at which this account is polled, without a trailing slash. */
  readonly baseUrl: string;
  /** The service as the user describes it; left out: a service that the app knows. */
  readonly definition?: ServiceDefinition;
}

export type ChosenAccount =
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'unknown-account' }
  /** The choice fits more than one account. */
  | { readonly kind: 'several-accounts' };

/** The account of a provider with this id; with null, the only account of the provider. */
export function chooseAccount(
  accounts: readonly Account[],
  provider: ProviderId,
  accountId: string | null,
): ChosenAccount {
  const candidates = accounts.filter((account) => account.provider === provider);
  const chosen = accountId === null ? candidates : candidates.filter(({ id }) => id === accountId);
  const [first] = chosen;
  if (first === undefined) return { kind: 'unknown-account' };
  return chosen.length > 1 ? { kind: 'several-accounts' } : { kind: 'account', accountId: first.id };
}

/** The names by which a person may call an account. */
export interface NameableAccount {
  readonly id: string;
  readonly label: string;
  readonly email: string | null;
  /** Further names; left out: none. */
  readonly aliases?: readonly string[];
}

export type NamedAccount<T> =
  | { readonly kind: 'account'; readonly account: T }
  | { readonly kind: 'unknown-account' }
  /** The name fits these accounts. */
  | { readonly kind: 'several-accounts'; readonly candidates: readonly T[] };

/**
 * The one account with this name: by its id, else by its whole label, else by its address, an alias, or the label
 * without the part in brackets that tells it apart.
 */
export function accountNamed<T extends NameableAccount>(accounts: readonly T[], name: string): NamedAccount<T> {
  const byLabel = accounts.filter(({ label }) => label === name);
  const matches = [
    accounts.filter(({ id }) => id === name),
    byLabel.length === 1 ? byLabel : [],
    accounts.filter(
      ({ label, email, aliases = [] }) =>
        label === name || email === name || aliases.includes(name) || label.startsWith(`${name} (`),
    ),
  ].find((group) => group.length > 0);
  const [account] = matches ?? [];
  if (matches === undefined || account === undefined) return { kind: 'unknown-account' };
  return matches.length === 1 ? { kind: 'account', account } : { kind: 'several-accounts', candidates: matches };
}

/** The accounts that fit a name, each with its id: `sam@mail.test (Acme) [codex:1f2e3d4c5b6a], …`. */
export function candidatesText(candidates: readonly NameableAccount[]): string {
  return candidates.map(({ id, label }) => `${label} [${id}]`).join(', ');
}
