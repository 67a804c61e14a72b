import type { Counts, RequestOutcome, Tally } from '../../core/metrics/tally.ts';
import type { RunState } from '../../core/warm-ups/run.ts';

/** Counters for the metrics. They live in memory only. */
export interface Counters extends Tally {
  /** Counts the end of a warm-up at a scheduled time. */
  readonly warmupEnded: (accountId: string, outcome: RunState) => void;
  /** The counts since the start of the process. */
  readonly counts: () => Counts;
  /** Drops the counts of an account. */
  readonly forget: (accountId: string) => void;
}

/** Counts requests, shown alerts and warm-ups from the start of the process. */
export function createCounters(): Counters {
  const requests = new Map<string, Counts['requests'][number]>();
  const alerts = new Map<string, Counts['alerts'][number]>();
  const warmups = new Map<string, Counts['warmups'][number]>();
  return Object.freeze({
    requestEnded: (accountId: string, endpoint: string, outcome: RequestOutcome) => {
      const key = JSON.stringify([accountId, endpoint, outcome]);
      requests.set(key, { accountId, endpoint, outcome, count: (requests.get(key)?.count ?? 0) + 1 });
    },
    alertShown: (accountId: string, kind: string) => {
      const key = JSON.stringify([accountId, kind]);
      alerts.set(key, { accountId, kind, count: (alerts.get(key)?.count ?? 0) + 1 });
    },
    warmupEnded: (accountId: string, outcome: RunState) => {
      const key = JSON.stringify([accountId, outcome]);
      warmups.set(key, { accountId, outcome, count: (warmups.get(key)?.count ?? 0) + 1 });
    },
    forget: (accountId: string) => {
      for (const counted of [requests, alerts, warmups]) {
        for (const [key, { accountId: of }] of [...counted]) if (of === accountId) counted.delete(key);
      }
    },
    counts: () => ({ requests: [...requests.values()], alerts: [...alerts.values()], warmups: [...warmups.values()] }),
  });
}
