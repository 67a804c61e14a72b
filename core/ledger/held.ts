import type { ChargedJob, Reservation } from './install.ts';
import type { CountedPer } from './tiers.ts';

/** Credits that are reserved and not yet charged. */
export interface Held {
  readonly credits: number;
  readonly gemini: number;
}

export const nothingHeld: Held = { credits: 0, gemini: 0 };

/** For how long a job that was charged is not charged again (S3-17). */
export const jobLifeMs = 60 * 60_000;

/** True while further calls of the job cost nothing; also when the clock was set back since. */
export function isCovered({ chargedAtMs }: ChargedJob, nowMs: number): boolean {
  return chargedAtMs > nowMs - jobLifeMs;
}

/** True while the reservation holds its credit (S3-16). */
export function isHolding({ state, expiresAtMs }: Reservation, nowMs: number): boolean {
  return state === 'open' && expiresAtMs > nowMs;
}

/**
 * What the reservations of one install hold of the lifetime or the month. Reservations of one job hold
 * one credit together, and none once the job was charged (S3-16, S3-17).
 */
export function heldBy(
  reservations: readonly Reservation[],
  jobs: readonly ChargedJob[],
  countedPer: CountedPer,
  nowMs: number,
): Held {
  const covered = new Set(jobs.filter((job) => isCovered(job, nowMs)).map(({ jobId }) => jobId));
  const credits = new Set<string>();
  const gemini = new Set<string>();
  for (const reservation of reservations) {
    const { reservationId, jobId, backend } = reservation;
    const counts = reservation.countedPer === countedPer && isHolding(reservation, nowMs);
    if (!counts || (jobId !== null && covered.has(jobId))) continue;
    const key = jobId === null ? `reservation ${reservationId}` : `job ${jobId}`;
    credits.add(key);
    if (backend === 'gemini') gemini.add(key);
  }
  return { credits: credits.size, gemini: gemini.size };
}
