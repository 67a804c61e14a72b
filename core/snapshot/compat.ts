import type { SpendSnapshot } from './figure-schema.ts';
import type { AccountSnapshot, TotalsCredits, Snapshot } from './schema.ts';

/** A record in which some fields may be missing. */
type Without<Whole, Field extends keyof Whole> = Omit<Whole, Field> & Partial<Pick<Whole, Field>>;

type OlderSpend = Without<SpendSnapshot, 'converted' | 'asOf' | 'stale'>;

type OlderWindow = Without<AccountSnapshot['windows'][number], 'warning' | 'stale'>;

interface OlderAccount extends Without<
  Omit<
    AccountSnapshot,
    'credits' | 'spend' | 'grant' | 'windows' | 'prepaid' | 'ledger' | 'concurrency' | 'resetCredits' | 'service'
  >,
  'group' | 'spendLimits' | 'use' | 'blockedReason' | 'workspace' | 'unavailableModels' | 'holdsReset'
> {
  readonly credits: Without<NonNullable<AccountSnapshot['credits']>, 'converted' | 'low'> | null;
  readonly spend: OlderSpend | null;
  readonly prepaid?: Without<NonNullable<AccountSnapshot['prepaid']>, 'spent' | 'further'> | null;
  readonly ledger: Without<NonNullable<AccountSnapshot['ledger']>, 'lastCharge' | 'resetsAt' | 'stale'> | null;
  readonly resetCredits: Without<NonNullable<AccountSnapshot['resetCredits']>, 'asOf' | 'stale'> | null;
  readonly service?: Without<NonNullable<AccountSnapshot['service']>, 'asOf' | 'stale'> | null;
  readonly concurrency: Without<NonNullable<AccountSnapshot['concurrency']>, 'stale'> | null;
  readonly grant: Without<NonNullable<AccountSnapshot['grant']>, 'dismissed' | 'promoted'> | null;
  readonly windows: readonly OlderWindow[];
}

interface OlderTotals extends Without<Omit<Snapshot['pool'], 'credits'>, 'money' | 'parts'> {
  readonly credits: Without<TotalsCredits, 'converted'> | null;
}

/** The public snapshot of an earlier version of the app, with the same schema version. */
export interface OlderSnapshot extends Without<Omit<Snapshot, 'pool' | 'accounts'>, 'nextUp'> {
  readonly pool: OlderTotals;
  readonly accounts: readonly OlderAccount[];
}

/**
 * Returns the snapshot with every field that this version needs. An app from before an update may still run, and its
 * snapshot lacks the newer fields. A missing field becomes unknown, empty or false.
 */
export function withAddedParts(snapshot: OlderSnapshot): Snapshot {
  const { pool, accounts } = snapshot;
  const credits = pool.credits === null ? null : { converted: null, ...pool.credits };
  return {
    nextUp: null,
    ...snapshot,
    pool: { money: [], parts: [], ...pool, credits },
    accounts: accounts.map(accountWithAddedParts),
  };
}

function accountWithAddedParts(account: OlderAccount): AccountSnapshot {
  const { credits, grant, windows, ledger, concurrency, resetCredits, service = null, prepaid = null } = account;
  const isOld = account.state !== 'fresh';
  const spend = account.spend === null ? null : { converted: null, asOf: null, stale: isOld, ...account.spend };
  return {
    group: null,
    spendLimits: spend === null ? [] : [spend],
    use: useOf(account),
    blockedReason: null,
    workspace: null,
    holdsReset: null,
    unavailableModels: [],
    ...account,
    service: service === null ? null : { asOf: null, stale: isOld, ...service },
    resetCredits: resetCredits === null ? null : { asOf: null, stale: isOld, ...resetCredits },
    concurrency: concurrency === null ? null : { stale: isOld, ...concurrency },
    prepaid: prepaid === null ? null : { spent: false, further: [], ...prepaid },
    ledger: ledger === null ? null : { lastCharge: null, resetsAt: null, stale: isOld, ...ledger },
    spend,
    credits: credits === null ? null : { converted: null, low: false, ...credits },
    grant: grant === null ? null : { dismissed: false, promoted: false, ...grant },
    windows: windows.map((window) => ({ warning: null, stale: isOld, ...window })),
  };
}

/** Returns the use of an account by its windows alone. The earlier version did not judge whether money is left. */
function useOf({ state, windows }: OlderAccount): AccountSnapshot['use'] {
  const binding = windows.filter(({ name }) => name === null);
  if (state !== 'fresh' || binding.length === 0) return 'unknown';
  return binding.some((window) => window.state === 'exhausted') ? 'exhausted' : 'active';
}
