import { hourMs, toIso } from '../units/time.ts';
import {
  type Backend,
  blankRow,
  type ChargedJob,
  type InstallRow,
  type InstallState,
  type Reservation,
  rolledForward,
} from './install.ts';
import { type CountedPer, type Tier, tierByName, type Tiers } from './tiers.ts';

/** What is left for an install on a tier. */
export interface Balance {
  /** Credits left; null: unlimited, or unknown if `capped` is `unknown`. */
  readonly remaining: number | null;
  /** Which counter limits the install. `unknown`: its tier is no longer configured, so the balance is unknown. */
  readonly capped: 'lifetime' | 'monthly' | 'none' | 'unknown';
  /** Credits left for Gemini; null: no sub-cap, or unknown. */
  readonly geminiRemaining: number | null;
}

/** The balance of a row that was rolled forward to the current month. A tier of null is one that is not configured. */
export function balanceOf(row: InstallRow, tier: Tier | null, held: HeldCredits): Balance {
  if (tier === null) return { remaining: null, capped: 'unknown', geminiRemaining: null };
  const [used, geminiUsed] =
    tier.countedPer === 'lifetime'
      ? [row.lifetimeConsumed, row.lifetimeGeminiConsumed]
      : [row.monthlyConsumed, row.monthlyGeminiConsumed];
  return {
    remaining: left(tier.cap, used + held.credits),
    capped: tier.cap === null ? 'none' : tier.countedPer === 'lifetime' ? 'lifetime' : 'monthly',
    geminiRemaining: left(tier.geminiCap, geminiUsed + held.gemini),
  };
}

function left(cap: number | null, used: number): number | null {
  return cap === null ? null : Math.max(0, cap - used);
}

/** Credits that are reserved and not yet charged. */
interface HeldCredits {
  readonly credits: number;
  readonly gemini: number;
}

export const noHeldCredits: HeldCredits = { credits: 0, gemini: 0 };

/** For how long further calls of a charged job are free. */
export const jobPaidForMs = hourMs;

/** True while further calls of the job are free. A clock that was set back since does not charge it again. */
export function isJobPaid({ chargedAtMs }: ChargedJob, nowMs: number): boolean {
  return chargedAtMs > nowMs - jobPaidForMs;
}

/** True while the reservation holds its credit: it is open and has not expired. */
export function holdsCredit({ state, expiresAtMs }: Reservation, nowMs: number): boolean {
  return state === 'open' && expiresAtMs > nowMs;
}

/**
 * The credits that the reservations of one install hold, of the lifetime or of the month. The reservations of
 * one job hold one credit together. They hold none after the job was charged, because its calls are then free.
 */
export function heldCredits(
  reservations: readonly Reservation[],
  jobs: readonly ChargedJob[],
  countedPer: CountedPer,
  nowMs: number,
): HeldCredits {
  const covered = new Set(jobs.filter((job) => isJobPaid(job, nowMs)).map(({ jobId }) => jobId));
  const credits = new Set<string>();
  const gemini = new Set<string>();
  for (const reservation of reservations) {
    const { reservationId, jobId, backend } = reservation;
    const counts = reservation.countedPer === countedPer && holdsCredit(reservation, nowMs);
    if (!counts || (jobId !== null && covered.has(jobId))) continue;
    const key = jobId === null ? `reservation ${reservationId}` : `job ${jobId}`;
    credits.add(key);
    if (backend === 'gemini') gemini.add(key);
  }
  return { credits: credits.size, gemini: gemini.size };
}

export type DenialReason = 'out_of_credits' | 'gemini_cap_exceeded_no_hardware';

type CallPlan =
  | { readonly allowed: true; readonly backend: Backend }
  | { readonly allowed: false; readonly reason: DenialReason };

/** Decides where a call may go: to Gemini until its sub-cap is used up, then to the install's own hardware. */
export function planCall({ remaining, geminiRemaining }: Balance, hasHardware: boolean): CallPlan {
  if (remaining === 0) return { allowed: false, reason: 'out_of_credits' };
  if (geminiRemaining !== 0) return { allowed: true, backend: 'gemini' };
  return hasHardware
    ? { allowed: true, backend: 'hardware' }
    : { allowed: false, reason: 'gemini_cap_exceeded_no_hardware' };
}

/** An install in the answers of the local interface and the command line. */
export interface LedgerRow extends Omit<InstallRow, 'lastActiveAtMs'>, Balance {
  /** Credits held by reservations, of the lifetime and of the month together. */
  readonly reserved: number;
  /** When it was last charged, ISO 8601 in UTC; null: never. */
  readonly lastActiveAt: string | null;
}

/** The public row of an install at this moment: rolled forward to this month, with reservations subtracted. */
export function ledgerRow(installId: string, state: InstallState, tiers: Tiers, nowMs: number): LedgerRow {
  const { lastActiveAtMs, ...row } = rolledForward(state.row ?? blankRow(installId, nowMs), nowMs);
  const tier = tierByName(tiers, row.tier);
  const held = (['lifetime', 'month'] as const).map((countedPer) => ({
    countedPer,
    ...heldCredits(state.reservations, state.jobs, countedPer, nowMs),
  }));
  const counted = held.find(({ countedPer }) => countedPer === tier?.countedPer) ?? { credits: 0, gemini: 0 };
  return {
    ...row,
    reserved: held.reduce((sum, { credits }) => sum + credits, 0),
    lastActiveAt: lastActiveAtMs === null ? null : toIso(lastActiveAtMs),
    ...balanceOf({ ...row, lastActiveAtMs }, tier, counted),
  };
}
