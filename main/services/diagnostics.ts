import type { DoctorFailure } from '../../core/views/doctor.ts';
import { nameOf } from '../node/log/fault.ts';

const partWithinMs = 20_000;

/** Makes the parts of a diagnostics report one by one, and keeps which of them failed. */
export interface ReportParts {
  /** What the work gives, or `otherwise` where it throws or takes too long. Never throws. */
  readonly attempt: <T>(part: DoctorFailure['part'], work: () => T | Promise<T>, otherwise: T) => Promise<T>;
  /** The parts that failed so far, the oldest first. */
  readonly failures: () => readonly DoctorFailure[];
}

/** A part that fails becomes a line of the report, so that the report comes whatever else is broken. */
export function createReportParts(withinMs = partWithinMs): ReportParts {
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
