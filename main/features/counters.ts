import type { Counts, RequestOutcome, Tally } from '../../core/metrics/tally.ts';
import type { RunState } from '../../core/warm-ups/run.ts';

export interface Counters extends Tally {
  /** A slot of a window warm-up came to an end. */
  readonly warmupEnded: (accountId: string, outcome: RunState) => void;
  readonly counts: () => Counts;
  /** Drops the counts of an account. */
  readonly forget: (accountId: string) => void;
}

/** Counts what the engine and the notices tell, from the start of the process on. */
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
