import type { AccountState } from '../accounts/account-state.ts';
import type { RecentInstalls } from '../ledger/store.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import { accountSamples } from './account-samples.ts';
import { type Sample, sampleOf } from './definitions.ts';
import { ledgerSamples } from './ledger-samples.ts';
import { stateSamples } from './state-samples.ts';
import type { Counts } from './tally.ts';

export interface MetricSources {
  readonly snapshot: Snapshot;
  readonly states: readonly AccountState[];
  readonly counts: Counts;
  /** Installs of the ledger, at most `mostInstalls`; null: there is none, or it cannot be read now. */
  readonly installs: RecentInstalls | null;
  readonly version: string;
  /** How an account's or install's id is told: as it is, or as its hash. */
  readonly nameOf: (id: string) => string;
  readonly nowMs: number;
}

/**
 * All series at a moment, in the order of the snapshot. The same numbers as everywhere else; a number
 * that is not known has no series. Counters are only told of accounts that are still there.
 */
export function metricSamples(sources: MetricSources): readonly Sample[] {
  const { snapshot, states, counts, installs, version, nameOf, nowMs } = sources;
  const labelsById = new Map(
    snapshot.accounts.map(({ id, provider }) => [id, { account: nameOf(id), provider }] as const),
  );
  const ofAccount = (
    accountId: string,
    samples: (labels: Sample['labels']) => readonly Sample[],
  ): readonly Sample[] => {
    const labels = labelsById.get(accountId);
    return labels === undefined ? [] : samples(labels);
  };
  return [
    ...sampleOf('quota_tray_build_info', { version }, 1),
    ...snapshot.accounts.flatMap((account) => ofAccount(account.id, (labels) => accountSamples(account, labels))),
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
  ];
}
