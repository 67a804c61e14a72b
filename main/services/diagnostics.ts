import { settledStatus, usageEndpointId } from '../../core/polling/endpoint.ts';
import type { NextPoll } from '../../core/polling/next-poll.ts';
import type { DoctorAccount, DoctorFailure } from '../../core/views/doctor.ts';
import type { Engine } from '../engine/engine.ts';
import { nameOf } from '../node/log/fault.ts';

const sectionWithinMs = 20_000;

/** Makes the sections of a diagnostics report one by one, and records which of them failed. */
interface ReportSections {
  /** Returns the result of the work, or `otherwise` if it throws or takes too long. Never throws. */
  readonly attempt: <T>(part: DoctorFailure['part'], work: () => T | Promise<T>, otherwise: T) => Promise<T>;
  /** The sections that failed so far, the oldest first. */
  readonly failures: () => readonly DoctorFailure[];
}

/** Makes the sections. A failed section becomes a line of the report, so that the report is always complete. */
export function createReportSections(withinMs = sectionWithinMs): ReportSections {
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

/** Returns what the report says about each account beside its figures. Sends no request. */
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
