import { settledStatus, usageEndpointId } from '../../core/polling/endpoint.ts';
import type { NextPoll } from '../../core/polling/next-poll.ts';
import type { DoctorAccount, DoctorFailure } from '../../core/views/doctor.ts';
import type { Engine } from '../engine/engine.ts';
import { nameOf } from '../node/log/fault.ts';

const partWithinMs = 20_000;

/** Makes the parts of a diagnostics report one by one, and keeps which of them failed. */
interface ReportSections {
  /** What the work gives, or `otherwise` where it throws or takes too long. Never throws. */
  readonly attempt: <T>(part: DoctorFailure['part'], work: () => T | Promise<T>, otherwise: T) => Promise<T>;
  /** The parts that failed so far, the oldest first. */
  readonly failures: () => readonly DoctorFailure[];
}

/** A part that fails becomes a line of the report, so that the report comes whatever else is broken. */
export function createReportSections(withinMs = partWithinMs): ReportSections {
  const failures: DoctorFailure[] = [];
  return {
    attempt: async (part, work, otherwise) => {
      try {
        return await withinTime(work, withinMs);
      } catch (error) {
        failures.push({ part, cause: nameOf(error) });
        return otherwise;
      }
    },
    failures: () => failures,
  };
}

async function withinTime<T>(work: () => T | Promise<T>, withinMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('It took too long.')), withinMs);
  });
  try {
    return await Promise.race([Promise.resolve(work()), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the report says about each account beside its figures. An engine that was not started asks nothing. */
export function doctorAccounts(engine: Pick<Engine, 'accounts' | 'outlook'>): readonly DoctorAccount[] {
  const outlooks = engine.outlook();
  const outlookOf = (account: string, endpoint: string): NextPoll | null =>
    outlooks.find(({ accountId, endpointId }) => accountId === account && endpointId === endpoint)?.outlook ?? null;
  return engine.accounts().map(({ account, endpoints, oddPaths }) => ({
    id: account.id,
    unrecognizedPaths: oddPaths,
    outlook: outlookOf(account.id, usageEndpointId),
    secondary: Object.entries(endpoints)
      .filter(([id]) => id !== usageEndpointId)
      .map(([id, endpoint]) => ({
        id,
        link: settledStatus(endpoint).kind,
        answeredAtMs: endpoint.fetchedAtMs,
        outlook: outlookOf(account.id, id),
      })),
  }));
}
