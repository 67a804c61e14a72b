import type { AccountState } from '../accounts/account-state.ts';
import type { RecentInstalls } from '../ledger/store.ts';
import type { Fact, Source } from '../usage/fact.ts';
import { serviceWaitUntilMs, settledStatus } from '../polling/endpoint.ts';
import { isOfNow } from '../snapshot/account-use.ts';
import type { AccountSnapshot, Snapshot, WindowSnapshot } from '../snapshot/schema.ts';
import type { UsageBucket } from '../token-usage/bucket.ts';
import { parseInstantMs } from '../units/time.ts';
import { type Sample, sampleOf } from './definitions.ts';
import type { Counts } from './tally.ts';
import { tokenSamples } from './tokens.ts';

/** Everything that the metrics are made of. */
export interface MetricSources {
  readonly snapshot: Snapshot;
  readonly states: readonly AccountState[];
  readonly counts: Counts;
  /** Installs of the ledger, at most `mostInstalls`; null: there is no ledger, or the app cannot read it now. */
  readonly installs: RecentInstalls | null;
  /** What the tools used today, by their logs; null: not known. */
  readonly tokens: readonly UsageBucket[] | null;
  readonly version: string;
  /** Returns the label for the id of an account or install: the id itself, or its hash. */
  readonly nameOf: (id: string) => string;
  readonly nowMs: number;
}

/**
 * Returns all series at one time, in the order of the snapshot. The numbers are the same as in all views. An unknown
 * number has no series. Counters of accounts that no longer exist are left out.
 */
export function metricSamples(sources: MetricSources): readonly Sample[] {
  const { snapshot, states, counts, installs, tokens, version, nameOf, nowMs } = sources;
  const named = snapshot.accounts.slice(0, mostAccounts);
  const labelsById = new Map(named.map(({ id, provider }) => [id, { account: nameOf(id), provider }] as const));
  const ofAccount = (
    accountId: string,
    samples: (labels: Sample['labels']) => readonly Sample[],
  ): readonly Sample[] => {
    const labels = labelsById.get(accountId);
    return labels === undefined ? [] : samples(labels);
  };
  return [
    ...sampleOf('quota_tray_build_info', { version }, 1),
    ...sampleOf('quota_tray_accounts_omitted', {}, snapshot.accounts.length - named.length),
    ...named.flatMap((account) => ofAccount(account.id, (labels) => accountSamples(account, labels))),
    ...states.flatMap((state) => ofAccount(state.account.id, (labels) => stateSamples(state, labels, nowMs))),
    ...counts.requests.flatMap(({ accountId, endpoint, outcome, count }) =>
      ofAccount(accountId, (labels) => sampleOf('quota_tray_requests_total', { ...labels, endpoint, outcome }, count)),
    ),
    ...counts.alerts.flatMap(({ accountId, kind, count }) =>
      ofAccount(accountId, (labels) => sampleOf('quota_tray_alerts_total', { ...labels, kind }, count)),
    ),
    ...counts.warmups.flatMap(({ accountId, outcome, count }) =>
      ofAccount(accountId, (labels) => sampleOf('quota_tray_warmups_total', { ...labels, outcome }, count)),
    ),
    ...(installs === null ? [] : ledgerSamples(installs, nameOf)),
    ...(tokens === null ? [] : tokenSamples(tokens)),
  ];
}

/**
 * Returns the figures of one account as series. Figures that are unknown, withdrawn or old have no series. `labels`
 * name the account.
 */
function accountSamples(account: AccountSnapshot, labels: Sample['labels']): readonly Sample[] {
  const [credits, prepaid, spend] = [ofNow(account.credits), ofNow(account.prepaid), ofNow(account.spend)] as const;
  const [concurrency, ledger] = [ofNow(account.concurrency), ofNow(account.ledger)] as const;
  const currency = spend?.unit === 'credits' ? 'credits' : (spend?.currency ?? null);
  return [
    ...sampleOf('quota_tray_account_state', { ...labels, state: account.state }, 1),
    ...blockSamples(account, labels),
    ...account.windows.flatMap((window) => windowSamples(window, account, { ...labels, window: window.id })),
    ...sampleOf('quota_tray_credits_balance', { ...labels, unit: 'credits' }, amountOf(credits?.balance)),
    ...(prepaid === null ? [] : [prepaid, ...prepaid.further]).flatMap((money) =>
      sampleOf('quota_tray_balance', { ...labels, currency: money.currency }, amountOf(money.balance)),
    ),
    ...(currency === null
      ? []
      : [
          ...sampleOf('quota_tray_spend_used', { ...labels, currency }, amountOf(spend?.used)),
          ...sampleOf('quota_tray_spend_limit', { ...labels, currency }, amountOf(spend?.limit)),
        ]),
    ...sampleOf('quota_tray_concurrent_sessions', labels, concurrency?.current ?? null),
    ...sampleOf('quota_tray_concurrent_sessions_limit', { ...labels, kind: 'soft' }, concurrency?.limit ?? null),
    ...sampleOf('quota_tray_concurrent_sessions_limit', { ...labels, kind: 'hard' }, concurrency?.hardCap ?? null),
    ...sampleOf('quota_tray_ledger_remaining', labels, ledger?.remaining ?? null),
  ];
}

/** Returns the reason why the account cannot be used or is unknown, as a series. An active account has none. */
function blockSamples({ use, blockedReason }: AccountSnapshot, labels: Sample['labels']): readonly Sample[] {
  if (blockedReason === null || use === 'active') return [];
  const { code, beyondLimit } = blockedReason;
  const mode = beyondLimit === undefined ? {} : { mode: beyondLimit.mode };
  return sampleOf('quota_tray_account_blocked', { ...labels, code, ...mode }, 1);
}

/** Returns the figure if it is current, else null. */
function ofNow<T extends { readonly stale: boolean }>(figure: T | null): T | null {
  return figure === null || figure.stale ? null : figure;
}

function windowSamples(window: WindowSnapshot, account: AccountSnapshot, labels: Sample['labels']): readonly Sample[] {
  const resetsAtMs = parseInstantMs(window.resetsAt);
  return [
    ...sampleOf(
      'quota_tray_window_used_percent',
      labels,
      isOnlyExpected(window) || !isOfNow(window, account) ? null : window.usedPercent,
    ),
    ...sampleOf('quota_tray_window_reset_timestamp_seconds', labels, resetsAtMs === null ? null : resetsAtMs / 1000),
  ];
}

/**
 * Returns true when no answer has confirmed a reset yet. The 0 in the snapshot is then only expected, and a series
 * cannot mark that.
 */
function isOnlyExpected({ state, resetsAt, asOf }: WindowSnapshot): boolean {
  return state === 'reset-pending' && (parseInstantMs(asOf) ?? 0) < (parseInstantMs(resetsAt) ?? 0);
}

function amountOf(amount: string | null | undefined): number | null {
  return amount === null || amount === undefined ? null : Number(amount);
}

/** Returns the age of the newest figure of each source, and until when each endpoint waits. */
function stateSamples(state: AccountState, labels: Sample['labels'], nowMs: number): readonly Sample[] {
  return [
    ...[...newestBySource(state)].flatMap(([source, asOfMs]) =>
      sampleOf('quota_tray_reading_age_seconds', { ...labels, source }, Math.max(0, nowMs - asOfMs) / 1000),
    ),
    ...Object.entries(state.endpoints).flatMap(([endpoint, endpointState]) => {
      const link = settledStatus(endpointState);
      const waits = (link.kind === 'limited' || link.kind === 'retrying') && link.untilMs > nowMs;
      const untilSeconds = waits ? link.untilMs / 1000 : null;
      const serviceUntilMs = serviceWaitUntilMs(link, nowMs);
      const serviceUntilSeconds = serviceUntilMs === null ? null : serviceUntilMs / 1000;
      const named = { ...labels, endpoint };
      return [
        ...sampleOf('quota_tray_backoff_until_timestamp_seconds', named, untilSeconds),
        ...sampleOf('quota_tray_service_wait_until_timestamp_seconds', named, serviceUntilSeconds),
      ];
    }),
  ];
}

function newestBySource({ facts }: AccountState): ReadonlyMap<Source, number> {
  const ofWindows = facts.windows.flatMap(({ shape, usedPercent, reached, resetsAtMs }): readonly Fact<unknown>[] => [
    shape,
    usedPercent,
    reached,
    resetsAtMs,
  ]);
  const newest = new Map<Source, number>();
  for (const { said } of [...Object.values(facts).filter(isFact), ...ofWindows]) {
    if (said !== null) newest.set(said.source, Math.max(newest.get(said.source) ?? -Infinity, said.asOfMs));
  }
  return newest;
}

function isFact(part: unknown): part is Fact<unknown> {
  return typeof part === 'object' && part !== null && 'said' in part;
}

/** The most accounts that get series of their own, in the order of the snapshot. The other accounts are only counted. */
export const mostAccounts = 1000;

/**
 * The most installs that get a series of their own, because every series uses space on the metrics server. The other
 * installs are only counted.
 */
export const mostInstalls = 1000;

/** Returns what the most recently charged installs have left. An install without a limit has no series. */
function ledgerSamples({ rows, omitted }: RecentInstalls, nameOf: (id: string) => string): readonly Sample[] {
  return [
    ...rows.flatMap(({ installId, remaining }) =>
      sampleOf('quota_tray_ledger_remaining', { install: nameOf(installId) }, remaining),
    ),
    ...sampleOf('quota_tray_ledger_installs_omitted', {}, omitted),
  ];
}
