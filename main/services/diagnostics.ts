import { settledStatus, usageEndpointId } from '../../core/polling/endpoint.ts';
import type { NextPoll } from '../../core/polling/next-poll.ts';
import type { DoctorAccount } from '../../core/views/doctor-accounts.ts';
import type { DoctorFacts, DoctorFailure } from '../../core/views/doctor.ts';
import type { Engine } from '../engine/engine.ts';
import { withTimeout } from '../node/async.ts';
import { nameOf } from '../node/log/fault.ts';
import type { HomePaths } from '../node/storage/home.ts';
import { migrationCopies } from '../node/storage/migration-copies.ts';

const sectionWithinMs = 20_000;
const tooLate: unique symbol = Symbol('too late');

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
        const result = await withTimeout(Promise.resolve(work()), withinMs, tooLate);
        if (result === tooLate) throw new Error('It took too long.');
        return result;
      } catch (error) {
        failures.push({ part, cause: nameOf(error) });
        return otherwise;
      }
    },
    failures: () => failures,
  };
}

/** Returns what the report says about each account beside its figures. Sends no request. */
export function doctorAccounts(engine: Pick<Engine, 'accounts' | 'nextPolls'>): readonly DoctorAccount[] {
  const nextPolls = engine.nextPolls();
  const nextPollOf = (account: string, endpoint: string): NextPoll | null =>
    nextPolls.find(({ accountId, endpointId }) => accountId === account && endpointId === endpoint)?.outlook ?? null;
  return engine.accounts().map(({ account, endpoints, oddPaths, sources = {} }) => ({
    id: account.id,
    sources,
    unrecognizedPaths: oddPaths,
    outlook: nextPollOf(account.id, usageEndpointId),
    secondary: Object.entries(endpoints)
      .filter(([id]) => id !== usageEndpointId)
      .map(([id, endpoint]) => ({
        id,
        link: settledStatus(endpoint).kind,
        answeredAtMs: endpoint.fetchedAtMs,
        outlook: nextPollOf(account.id, id),
      })),
  }));
}

/** Returns where the copies of stores from before an update are, and how many there are. */
export function copiesOf({ copies }: Pick<HomePaths, 'copies'>): DoctorFacts['copies'] {
  return { folder: copies, count: migrationCopies(copies).length };
}
